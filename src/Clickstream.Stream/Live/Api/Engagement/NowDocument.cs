using Clickstream.Stream.Live.State;

namespace Clickstream.Stream.Live.Api.Engagement;

/// <summary>Distinct users and sessions of two windows.</summary>
internal sealed record ActiveDocument(
    [property: System.Text.Json.Serialization.JsonPropertyName("users_5")] long Users5,
    [property: System.Text.Json.Serialization.JsonPropertyName("sessions_5")] long Sessions5,
    [property: System.Text.Json.Serialization.JsonPropertyName("users_30")] long Users30,
    [property: System.Text.Json.Serialization.JsonPropertyName("sessions_30")] long Sessions30);

/// <summary>A step of the funnel.</summary>
internal sealed record StepDocument(string Step, IReadOnlyList<string> Types, long Events, double? OfPrevious, double? OfFirst);

/// <summary>The most frequent items, with the bound of their error.</summary>
internal sealed record TopDocument(long Total, long MaxError, IReadOnlyList<LiveCount> Items);

/// <summary>The answer of <c>/api/now</c>.</summary>
internal sealed record NowDocument
{
    public required long Revision { get; init; }

    public required int? From { get; init; }

    public required int? To { get; init; }

    public required FiltersDocument Filters { get; init; }

    public required long Events { get; init; }

    public required long Purchases { get; init; }

    public required long? Orders { get; init; }

    public required IReadOnlyList<LiveMoney> Revenue { get; init; }

    public required ActiveDocument? Active { get; init; }

    public required IReadOnlyList<StepDocument> Funnel { get; init; }

    public required IReadOnlyList<LiveCount> Types { get; init; }

    public required IReadOnlyList<LiveCount> Devices { get; init; }

    public required IReadOnlyList<LiveCount> Countries { get; init; }

    public required TopDocument? Pages { get; init; }

    public required TopDocument? Products { get; init; }
}
