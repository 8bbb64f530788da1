using System.Text.Json.Serialization;

namespace Clickstream.Compactor.Quality;

/// <summary>How a check is made. What is not said is as it is by default.</summary>
public sealed record CheckRule
{
    /// <summary>What happens when it does not hold.</summary>
    [JsonPropertyName("severity")]
    public Severity? Severity { get; init; }

    /// <summary>The greatest share of rows or inputs that it may not hold for, 0 to 1.</summary>
    [JsonPropertyName("max_share")]
    public decimal? MaxShare { get; init; }

    /// <summary>The least value.</summary>
    [JsonPropertyName("min")]
    public decimal? Min { get; init; }

    /// <summary>The greatest value.</summary>
    [JsonPropertyName("max")]
    public decimal? Max { get; init; }

    /// <summary>Rows below which it says nothing.</summary>
    [JsonPropertyName("min_rows")]
    public long? MinRows { get; init; }

    /// <summary>The columns that it looks at.</summary>
    [JsonPropertyName("columns")]
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>This rule where it says something, else another.</summary>
    internal CheckRule Over(CheckRule other) => new()
    {
        Severity = Severity ?? other.Severity,
        MaxShare = MaxShare ?? other.MaxShare,
        Min = Min ?? other.Min,
        Max = Max ?? other.Max,
        MinRows = MinRows ?? other.MinRows,
        Columns = Columns ?? other.Columns,
    };
}
