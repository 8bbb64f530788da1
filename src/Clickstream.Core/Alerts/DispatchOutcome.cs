namespace Clickstream.Core.Alerts;

/// <summary>What became of alerts.</summary>
public sealed record DispatchOutcome
{
    /// <summary>Sent for the first time.</summary>
    public int Sent { get; init; }

    /// <summary>Sent again, since an attempt before did not complete its claim.</summary>
    public int Repeated { get; init; }

    /// <summary>Done before, here or on another path.</summary>
    public int Refused { get; init; }

    /// <summary>Alerts that a channel did not take, by channel and alert.</summary>
    public int DeadLetters { get; init; }

    /// <summary>In the hands of another claimant that has not completed them: they are to be given again later.</summary>
    public IReadOnlyList<FoundAlert> Held { get; init; } = [];

    /// <summary>Both together.</summary>
    public static DispatchOutcome operator +(DispatchOutcome one, DispatchOutcome other)
    {
        ArgumentNullException.ThrowIfNull(one);
        ArgumentNullException.ThrowIfNull(other);
        return new DispatchOutcome
        {
            Sent = one.Sent + other.Sent,
            Repeated = one.Repeated + other.Repeated,
            Refused = one.Refused + other.Refused,
            DeadLetters = one.DeadLetters + other.DeadLetters,
            Held = [.. one.Held, .. other.Held],
        };
    }

    /// <inheritdoc cref="op_Addition"/>
    public static DispatchOutcome Add(DispatchOutcome left, DispatchOutcome right) => left + right;
}
