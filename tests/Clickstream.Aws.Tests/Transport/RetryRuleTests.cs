using Clickstream.Aws.Transport;

namespace Clickstream.Aws.Tests.Transport;

public class RetryRuleTests
{
    private static readonly TransportOptions Options = new();
    private static readonly AwsFailure Throttled = new("ThrottlingException", 400, string.Empty);

    [Fact]
    public void Waits_double_up_to_the_longest()
    {
        var waits = Enumerable.Range(1, 7).Select(attempt => RetryRule.Next(Options, Throttled, attempt, TimeSpan.Zero, true, 1)!.Value.TotalMilliseconds);
        Assert.Equal([100, 200, 400, 800, 1600, 3200, 5000], waits);
    }

    [Fact]
    public void A_call_ends_with_its_attempts_or_its_budget()
    {
        Assert.Null(RetryRule.Next(Options, Throttled, Options.MaxAttempts, TimeSpan.Zero, true, 0));
        Assert.NotNull(RetryRule.Next(Options, Throttled, 1, Options.Budget - TimeSpan.FromSeconds(1), true, 1));
        Assert.Null(RetryRule.Next(Options, Throttled, 1, Options.Budget, true, 0));
    }

    [Fact]
    public void An_endpoint_that_never_answered_is_given_up_early()
    {
        var unreachable = new AwsFailure(AwsFailure.Unreachable, 0, string.Empty);
        Assert.Null(RetryRule.Next(Options, unreachable, Options.MaxAttemptsOnSilence, TimeSpan.Zero, false, 0));
        Assert.NotNull(RetryRule.Next(Options, unreachable, Options.MaxAttemptsOnSilence, TimeSpan.Zero, true, 0));
    }

    [Fact]
    public void Reaching_a_limit_of_calls_is_throttling_only_where_the_limit_is_about_calls()
    {
        var quota = new AwsFailure("LimitExceededException", 400, string.Empty);
        Assert.Null(RetryRule.Next(Options, quota, 1, TimeSpan.Zero, true, 0));
        Assert.NotNull(RetryRule.Next(Options, quota with { LimitExceededIsThrottling = true }, 1, TimeSpan.Zero, true, 0));
    }
}
