using Clickstream.Contracts;
using Clickstream.Emulators;

namespace Clickstream.Aws.Tests.Emulators;

public class EmulatorTests
{
    [EmulatorFact(EmulatorName.Moto)]
    public Task Moto_answers() => AnswersAsync(Emulator.Moto);

    [EmulatorFact(EmulatorName.Dynalite)]
    public Task Dynalite_answers() => AnswersAsync(Emulator.Dynalite);

    [EmulatorFact(EmulatorName.KinesisLocal)]
    public Task Kinesis_local_answers() => AnswersAsync(Emulator.KinesisLocal);

    [EmulatorFact(EmulatorName.Kinesalite)]
    public Task Kinesalite_answers() => AnswersAsync(Emulator.Kinesalite);

    [EmulatorFact(EmulatorName.Dynalite)]
    public async Task A_server_of_a_test_ends_with_it()
    {
        var (server, url) = await Emulator.Dynalite.StartOwnAsync();
        await server.DisposeAsync();
        using var client = new HttpClient();
        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync(url, Deadline.Token));
    }

    private static async Task AnswersAsync(Emulator emulator)
    {
        var url = await emulator.UrlAsync();
        Assert.True(url.IsLoopback);
        using var client = new HttpClient();
        using var answer = await client.GetAsync(url, Deadline.Token); // Any status: it speaks HTTP.
    }
}
