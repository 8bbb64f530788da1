using Clickstream.Stream.Live.State;

namespace Clickstream.Stream.Live.View;

/// <summary>What the book knew of some minutes at one instant. Nothing in it changes any more.</summary>
internal sealed record MinuteSelection
{
    /// <summary>The book's revision.</summary>
    public required long Revision { get; init; }

    /// <summary>The first minute.</summary>
    public required int From { get; init; }

    /// <summary>The minute after the last.</summary>
    public required int To { get; init; }

    /// <summary>The minute that counts as now; null while nothing is known.</summary>
    public required int? Newest { get; init; }

    /// <summary>The first minute that anything is known of.</summary>
    public required int? KnownFrom { get; init; }

    /// <summary>The first minute whose cells are kept.</summary>
    public required int? CellsFrom { get; init; }

    /// <summary>The minutes in order; null where nothing is known.</summary>
    public required IReadOnlyList<LiveMinute?> Minutes { get; init; }

    /// <summary>The cells of the partials of each minute, null for those that are not kept; empty if nothing is filtered.</summary>
    public required IReadOnlyList<byte[]?[]> Cells { get; init; }

    /// <summary>What counts.</summary>
    public required CellFilter Filter { get; init; }

    /// <summary>The names of the numbers in the cells.</summary>
    public required IReadOnlyList<string> Names { get; init; }
}
