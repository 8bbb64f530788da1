namespace Clickstream.Core.Alerts.Rules;

/// <summary>What a minute is compared with. Exactly one of the comparisons is set.</summary>
public sealed record MinuteCondition
{
    /// <summary>What is compared: <c>events</c>, <c>orders</c>, <c>revenue</c>, <c>users</c> or <c>sessions</c>.</summary>
    public required string Metric { get; init; }

    /// <summary>Fires above this.</summary>
    public decimal? Above { get; init; }

    /// <summary>Fires below this.</summary>
    public decimal? Below { get; init; }

    /// <summary>Fires at this many times the average of the minutes before, or more: 3 for a spike to the threefold.</summary>
    public decimal? Rises { get; init; }

    /// <summary>Fires at this part of the average of the minutes before, or less: 0.5 for a drop to the half.</summary>
    public decimal? Falls { get; init; }

    /// <summary>How many minutes before are averaged; those in which nothing came count as zero.</summary>
    public int Against { get; init; } = 10;

    /// <summary>The average below which spikes and drops are noise.</summary>
    public decimal AtLeast { get; init; } = 1;

    /// <summary>Whether a minute fires.</summary>
    /// <param name="value">Its value.</param>
    /// <param name="average">The average of the minutes before; null if they are not known.</param>
    public bool Holds(decimal value, decimal? average) =>
        Above is { } above ? value > above
        : Below is { } below ? value < below
        : average is { } before && before >= AtLeast && (Rises is { } rises ? value >= before * rises : value <= before * Falls);
}
