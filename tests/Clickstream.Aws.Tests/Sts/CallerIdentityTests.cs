using Clickstream.Aws.Sts;
using Clickstream.Aws.Tests.Narrow;
using Clickstream.Contracts;
using Clickstream.Emulators;

namespace Clickstream.Aws.Tests.Sts;

public class CallerIdentityTests
{
    [EmulatorFact(EmulatorName.Moto)]
    public async Task The_caller_has_an_account_and_a_name()
    {
        using var moto = await Moto.StartAsync();
        var caller = await CallerIdentity.GetAsync(moto.Environment, Deadline.Token);
        Assert.Equal("123456789012", caller.Account);
        Assert.StartsWith("arn:aws:sts::123456789012:", caller.Arn, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Credentials_that_AWS_does_not_know_are_said_to_be_so()
    {
        await using var server = Script.Of(
            (403, "<ErrorResponse><Error><Type>Sender</Type><Code>InvalidClientTokenId</Code><Message>no</Message></Error></ErrorResponse>"));
        var failure = await Assert.ThrowsAsync<CallerUnknownException>(() => CallerIdentity.GetAsync(Script.EnvironmentAt(server.Address), Deadline.Token));
        Assert.Contains("Check the access key", failure.Message, StringComparison.Ordinal);
    }
}
