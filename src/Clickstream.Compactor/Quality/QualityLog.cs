using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Serialization;
using Clickstream.Compactor.Parquet;
using Clickstream.Core.Lake;
using Clickstream.Core.Objects;
using Parquet.Serialization;
using Parquet.Serialization.Attributes;

namespace Clickstream.Compactor.Quality;

/// <summary>Keeps checks as Parquet: <c>audit/quality/YYYY/MM/DD/TIME-RANDOM.parquet</c>, the table <c>quality</c>.</summary>
internal static class QualityLog
{
    /// <summary>Writes checks.</summary>
    /// <returns>Where they are.</returns>
    public static async Task<ObjectKey> WriteAsync(
        IObjectStore store, IReadOnlyList<QualityCheck> checks, string source, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var rows = checks.Select(check => new QualityRow
        {
            CheckedAt = now.UtcDateTime,
            Source = source,
            Layer = check.Layer,
            TableName = check.Table,
            HourPath = check.Hour,
            CheckName = check.Name,
            Severity = check.Severity.ToString().ToLowerInvariant(),
            Expected = check.Expected,
            Actual = check.Actual,
            Holds = check.Holds,
        }).ToList();
        using var content = new MemoryStream();
        await ParquetSerializer.SerializeAsync(rows, content, ParquetSettings.For(Codec.Zstandard), cancellationToken: cancellationToken);
        var name = string.Create(CultureInfo.InvariantCulture, $"{now:yyyy/MM/dd}/{now:HHmmssfff}-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}.parquet");
        var key = new ObjectKey($"{LakeLayout.QualityLog}{name}");
        await store.PutAsync(key, content.ToArray(), cancellationToken);
        return key;
    }
}

/// <summary>A row of the log. A class with setters because Parquet.Net reads it.</summary>
internal sealed class QualityRow
{
    [JsonPropertyName("checked_at")]
    [ParquetTimestamp(ParquetTimestampResolution.Microseconds)]
    public DateTime CheckedAt { get; set; }

    [ParquetRequired]
    [JsonPropertyName("source")]
    public string Source { get; set; } = string.Empty;

    [ParquetRequired]
    [JsonPropertyName("layer")]
    public string Layer { get; set; } = string.Empty;

    [ParquetRequired]
    [JsonPropertyName("table_name")]
    public string TableName { get; set; } = string.Empty;

    [JsonPropertyName("hour_path")]
    public string? HourPath { get; set; }

    [ParquetRequired]
    [JsonPropertyName("check_name")]
    public string CheckName { get; set; } = string.Empty;

    [ParquetRequired]
    [JsonPropertyName("severity")]
    public string Severity { get; set; } = string.Empty;

    [ParquetRequired]
    [JsonPropertyName("expected")]
    public string Expected { get; set; } = string.Empty;

    [ParquetRequired]
    [JsonPropertyName("actual")]
    public string Actual { get; set; } = string.Empty;

    [JsonPropertyName("holds")]
    public bool Holds { get; set; }
}
