using System.Text.Json.Serialization;

namespace Clickstream.Core.Engagement;

/// <summary>The JSON of a line of <c>landing/engagement/</c>.</summary>
internal sealed record EngagementDocument
{
    public required string Minute { get; init; }

    public required string Shard { get; init; }

    public required string Partial { get; init; }

    public required string Through { get; init; }

    public required MinuteState State { get; init; }

    public required long Events { get; init; }

    public required long Late { get; init; }

    public required long Duplicates { get; init; }

    public required long Orders { get; init; }

    public required List<string> Types { get; init; }

    public required List<string> Devices { get; init; }

    public required List<string> Countries { get; init; }

    public required long[] Cells { get; init; }

    public required List<CellRevenue> Revenue { get; init; }

    public required byte[] Users { get; init; }

    public required byte[] Sessions { get; init; }

    public required TopDocument TopPages { get; init; }

    public required TopDocument TopProducts { get; init; }
}

internal sealed record CellRevenue(int Cell, string Currency, decimal Amount);

internal sealed record TopDocument(long Total, long MaxError, string[] Names, long[] Counts);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UseStringEnumConverter = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(EngagementDocument))]
internal sealed partial class EngagementJson : JsonSerializerContext;
