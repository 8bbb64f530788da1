namespace Clickstream.Local.KinesisApi.Limits;

#pragma warning disable CA1001 // The source has no timer, and is used by the threads of two calls; the collector takes both.
/// <summary>One subscription, and what ends it from outside.</summary>
internal sealed class Subscription(DateTimeOffset began)
#pragma warning restore CA1001
{
    private readonly CancellationTokenSource _ended = new();

    public DateTimeOffset Began { get; } = began;

    /// <summary>Cancelled when another takes over, or its consumer or stream is removed.</summary>
    public CancellationToken Ended => _ended.Token;

    /// <summary>Whether its consumer or stream is removed.</summary>
    public bool IsRemoved { get; private set; }

    public void TakeOver() => _ended.Cancel();

    public void Remove()
    {
        IsRemoved = true;
        _ended.Cancel();
    }
}
