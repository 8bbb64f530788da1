using Clickstream.Stream.Live.State;

namespace Clickstream.Stream.Live.Api.Engagement;

/// <summary>The filters that hold.</summary>
internal sealed record FiltersDocument(IReadOnlyList<string> Devices, IReadOnlyList<string> Countries, IReadOnlyList<string> Types);

/// <summary>Amounts by minute in one currency; null where the minute is no longer known by dimension.</summary>
internal sealed record RevenueColumn(string Currency, decimal?[] Amounts);

/// <summary>Columns of equal length; what each holds is said in docs/openapi/live.json.</summary>
internal sealed record SeriesDocument
{
    public required long?[] Events { get; init; }

    public required long[]? Late { get; init; }

    public required long?[] Purchases { get; init; }

    public required long[]? Orders { get; init; }

    public required long[]? Users { get; init; }

    public required long[]? Sessions { get; init; }

    public required IReadOnlyList<RevenueColumn> Revenue { get; init; }

    public required int[] State { get; init; }
}

/// <summary>The same minutes of an earlier day.</summary>
internal sealed record ComparisonDocument(string Name, int Offset, SeriesDocument Series);

/// <summary>A series added up.</summary>
internal sealed record SumsDocument(long Events, long? Late, long Purchases, long? Orders, IReadOnlyList<LiveMoney> Revenue);

/// <summary>The answer of <c>/api/minutes</c>.</summary>
internal sealed record MinutesDocument
{
    public required long Revision { get; init; }

    public required int From { get; init; }

    public required int To { get; init; }

    public required int? Newest { get; init; }

    public required int? KnownFrom { get; init; }

    public required int? CellsFrom { get; init; }

    public required FiltersDocument Filters { get; init; }

    public required SeriesDocument Series { get; init; }

    public required SumsDocument Totals { get; init; }

    public required IReadOnlyList<ComparisonDocument> Compare { get; init; }
}
