namespace Clickstream.Local.KinesisApi.Limits;

/// <summary>A limit of so much a second: what was taken leaks out at that rate.</summary>
/// <param name="PerSecond">The rate, and the size of the bucket.</param>
/// <param name="Level">What is in the bucket.</param>
/// <param name="At">When that was.</param>
internal readonly record struct LeakyBucket(double PerSecond, double Level, DateTimeOffset At)
{
    private const double Rounding = 1e-6; // Leaking five times a fifth must make room for one.

    public static LeakyBucket Of(double perSecond) => new(perSecond, 0, DateTimeOffset.MinValue);

    /// <summary>Lets out what a time takes away.</summary>
    public LeakyBucket LeakUntil(DateTimeOffset now)
    {
        var seconds = Math.Max(0, (now - At).TotalSeconds);
        return this with { Level = Math.Max(0, Level - (seconds * PerSecond)), At = now > At ? now : At };
    }

    /// <summary>Whether an amount fits.</summary>
    public bool HasRoomFor(double amount) => Level + amount <= PerSecond + Rounding;

    /// <summary>Puts an amount in, whether it fits or not.</summary>
    public LeakyBucket Add(double amount) => this with { Level = Level + amount };
}
