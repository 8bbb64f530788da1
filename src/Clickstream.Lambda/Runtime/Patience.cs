namespace Clickstream.Lambda.Runtime;

/// <summary>How long an invocation may wait for others: until shortly before Lambda ends it.</summary>
internal static class Patience
{
    /// <summary>What is left to write dead letters, complete claims and answer.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(5);

    /// <summary>A source that is cancelled when waiting is over; half of the time that is left if that is less than twice the margin.</summary>
    public static CancellationTokenSource For(Invocation invocation, TimeProvider time)
    {
        var left = invocation.Deadline - time.GetUtcNow();
        var patience = left > Margin * 2 ? left - Margin : left / 2;
        return new CancellationTokenSource(patience > TimeSpan.Zero ? patience : TimeSpan.Zero, time);
    }
}
