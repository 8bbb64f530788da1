using Clickstream.Stream.Live.State;

namespace Clickstream.Stream.Live.View;

/// <summary>What the book of minutes has to say at one instant.</summary>
internal sealed record MinutePage
{
    /// <summary>Nothing is known yet.</summary>
    public static MinutePage Empty { get; } = new();

    /// <summary>The first minute of the chart; null while nothing is known.</summary>
    public int? FirstMinute { get; init; }

    /// <summary>Minutes of the chart that changed since the last page.</summary>
    public IReadOnlyList<LiveMinute> Changed { get; init; } = [];

    /// <summary>Minutes that have results.</summary>
    public long Minutes { get; init; }

    /// <summary>Orders in them.</summary>
    public long Orders { get; init; }

    /// <summary>Revenue in them.</summary>
    public IReadOnlyList<LiveMoney> Revenue { get; init; } = [];

    /// <summary>The last five minutes.</summary>
    public LiveRecent? Recent { get; init; }

    /// <summary>The last hour.</summary>
    public LiveBreakdown? Breakdown { get; init; }
}
