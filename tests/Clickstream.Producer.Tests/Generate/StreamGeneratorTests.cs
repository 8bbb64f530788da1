using Clickstream.Core.Lake;
using Clickstream.Core.Ledgers;
using Clickstream.Producer.Generate;
using Clickstream.Producer.Streams;
using Clickstream.Producer.Tests.Streams;

namespace Clickstream.Producer.Tests.Generate;

public sealed class StreamGeneratorTests
{
    private static readonly GenerateOptions Small = new() { Events = 8_000, Hours = 3, Seed = 5 };

    [Fact]
    public async Task The_stream_gets_the_inputs_that_the_files_would_have_and_the_same_oracle()
    {
        using var files = new DataFolder();
        using var folder = new DataFolder();
        var expected = await new RawGenerator(Small, files.Objects, TimeProvider.System).RunAsync(null, DataFolder.Deadline);
        var stream = await folder.OpenStreamAsync(4);
        var outcome = await new StreamGenerator(Small, new StreamGeneratorOptions(), folder.Objects, stream, TimeProvider.System)
            .RunAsync(null, CancellationToken.None, DataFolder.Deadline);
        var again = await new StreamGenerator(Small, new StreamGeneratorOptions(), folder.Objects, stream, TimeProvider.System)
            .RunAsync(null, CancellationToken.None, DataFolder.Deadline);

        Assert.Equal(expected.Oracle.ToJson(), outcome!.Oracle.ToJson());
        Assert.Equal(8_000, outcome.Written);
        Assert.True(again!.WasComplete);
        var stored = (await StoredInputs.ReadAsync(stream)).Select(input => input.Data).Order(StringComparer.Ordinal).ToList();
        var lines = new List<string>();
        foreach (var info in await files.RawAsync())
        {
            var content = (await files.Objects.GetAsync(info.Key, DataFolder.Deadline))!.Content;
            lines.AddRange(System.Text.Encoding.UTF8.GetString(content.Span).Split('\n', StringSplitOptions.RemoveEmptyEntries));
        }

        Assert.Equal(lines.Order(StringComparer.Ordinal), stored);
    }

    [Fact]
    public async Task Files_of_traffic_that_is_in_the_stream_already_are_written_all_the_same()
    {
        using var folder = new DataFolder();
        var stream = await folder.OpenStreamAsync(1);
        await new StreamGenerator(Small, new StreamGeneratorOptions(), folder.Objects, stream, TimeProvider.System)
            .RunAsync(null, CancellationToken.None, DataFolder.Deadline);
        var outcome = await new RawGenerator(Small, folder.Objects, TimeProvider.System).RunAsync(null, DataFolder.Deadline);
        Assert.Equal(Small.Events, outcome.Written);
        Assert.Equal(outcome.Files, (await folder.RawAsync()).Count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Aborted_again_and_again_every_input_arrives_once_by_origin(int seed)
    {
        using var folder = new DataFolder();
        var stream = await folder.OpenStreamAsync(3);
        var random = new Random(seed);
        GenerateOutcome? outcome = null;
        for (var runs = 0; outcome is null; runs++)
        {
            using var abort = new CancellationTokenSource();
            var puts = runs > 9 ? int.MaxValue : random.Next(1, 40);
            var faulty = new FaultyStream(stream, random.Next(), 0.1)
            {
                BeforePut = _ => --puts == 0 ? abort.CancelAsync() : Task.CompletedTask,
            };
            var pace = new StreamGeneratorOptions
            {
                Producer = new StreamProducerOptions
                {
                    RecordBytes = 8_000,
                    MaxBytesInFlight = 200_000,
                    MaxRetryLimit = TimeSpan.FromMilliseconds(4),
                },
            };
            var generator = new StreamGenerator(Small, pace, folder.Objects, faulty, TimeProvider.System);
            try
            {
                outcome = random.Next(2) == 0
                    ? await generator.RunAsync(null, abort.Token, DataFolder.Deadline)
                    : await generator.RunAsync(null, CancellationToken.None, abort.Token);
            }
            catch (Exception e) when (abort.IsCancellationRequested && e is OperationCanceledException or StreamPutException)
            {
                Assert.NotEqual(int.MaxValue, puts);
            }
        }

        var origins = (await StoredInputs.ReadAsync(stream)).Select(input => input.Origin).Distinct().Count();
        Assert.Equal(8_000, origins);
        var key = LakeLayout.ProducerLedger(TrafficModel.ProducerId(Small));
        var ledger = LedgerJson.ReadProducer(key, (await folder.Objects.GetAsync(key, DataFolder.Deadline))!.Content.Span);
        Assert.Equal((8_000, 8_000, true), (ledger.Read, ledger.Put, ledger.Complete));
    }
}
