using Clickstream.Core.Resilience;
using Clickstream.Stream.Resilience;
using CsCheck;
using Microsoft.Extensions.Time.Testing;

namespace Clickstream.Stream.Tests.Resilience;

public class RetryTests
{
    private readonly FakeTimeProvider _time = new() { AutoAdvanceAmount = TimeSpan.Zero };
    private readonly List<RetryProblem?> _problems = [];

    [Fact]
    public void A_wait_is_never_longer_than_the_longest() =>
        Gen.Select(Gen.Int[1, 100], Gen.Double[0, 1]).Sample((failures, jitter) =>
        {
            var schedule = new RetrySchedule();
            var wait = schedule.Next(failures, TimeSpan.Zero, jitter)!.Value;
            Assert.InRange(wait, TimeSpan.Zero, schedule.Longest);
        });

    [Fact]
    public async Task What_fails_twice_succeeds_the_third_time_and_the_problem_is_over()
    {
        var attempts = 0;
        var running = NewRetry(TimeSpan.MaxValue).RunAsync("try", _ => ++attempts < 3 ? throw new IOException("full") : Task.FromResult(attempts), CancellationToken.None);
        await AdvanceUntilCompletedAsync(running);
        Assert.Equal(3, await running);
        Assert.Equal("Cannot try: full", _problems[0]?.ToString());
        Assert.Null(_problems[^1]);
    }

    [Fact]
    public async Task What_fails_for_too_long_is_given_up_with_its_cause()
    {
        var running = NewRetry().RunAsync("try", _ => throw new IOException("full"), CancellationToken.None);
        await AdvanceUntilCompletedAsync(running);
        var failure = await Assert.ThrowsAsync<GaveUpException>(() => running);
        Assert.IsType<IOException>(failure.InnerException);
        Assert.Contains("full", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancellation_ends_the_waiting()
    {
        using var stop = new CancellationTokenSource();
        var running = NewRetry().RunAsync("try", _ => throw new IOException("full"), stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    private async Task AdvanceUntilCompletedAsync(Task running)
    {
        // The continuation of a wait runs elsewhere, so the clock goes on in small steps until the end is reached.
        for (var steps = 0; !running.IsCompleted && steps < 100_000; steps++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Assert.True(running.IsCompleted);
    }

    private Retry NewRetry(TimeSpan? giveUpAfter = null) =>
        new(new RetrySchedule { GiveUpAfter = giveUpAfter ?? TimeSpan.FromMinutes(2) }, _time, new Random(1), _problems.Add);
}
