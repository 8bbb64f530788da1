using System.Text.Json;
using Clickstream.Core.Lake;
using Clickstream.Core.Objects;

namespace Clickstream.Stream.Live.Api.Lake;

/// <summary>What the latest run of <c>clickstream reconcile</c> found.</summary>
/// <param name="Document">For the page.</param>
/// <param name="Hours">Whether all checks of an hour hold.</param>
internal sealed record LatestReport(ReportDocument Document, IReadOnlyDictionary<string, bool> Hours)
{
    private const string Reports = LakeLayout.Audit + "reconciliation/";
    private const int MaxFailed = 50;

    /// <summary>Reads it; null if there is none.</summary>
    /// <exception cref="ObjectStoreException">The store cannot be read.</exception>
    /// <exception cref="UnknownFormatException">It is damaged.</exception>
    public static async Task<LatestReport?> ReadAsync(IObjectStore store, CancellationToken cancellationToken)
    {
        ObjectKey? latest = null;
        await foreach (var info in store.ListAsync(Reports, cancellationToken))
        {
            latest = info.Key; // Named by their time, and listed in order.
        }

        return latest is { } key && await store.GetAsync(key, cancellationToken) is { } stored ? Read(key, stored.Content) : null;
    }

    private static LatestReport Read(ObjectKey key, ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var report = document.RootElement;
            var checks = report.GetProperty("checks");
            var failed = checks.EnumerateArray().Where(check => !check.GetProperty("holds").GetBoolean()).Take(MaxFailed);
            return new LatestReport(
                new ReportDocument(
                    report.GetProperty("time").GetDateTimeOffset(),
                    key.Value,
                    report.GetProperty("reconciled").GetBoolean(),
                    checks.GetArrayLength(),
                    [.. failed.Select(check => new CheckDocument(Text(check, "name")!, Text(check, "scope"), Text(check, "expected")!, Text(check, "actual")!, Text(check, "explanation")))],
                    [.. report.GetProperty("notes").EnumerateArray().Select(note => note.GetString()!)]),
                report.GetProperty("hours").EnumerateArray().ToDictionary(hour => Text(hour, "hour")!, hour => hour.GetProperty("reconciled").GetBoolean()));
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new UnknownFormatException($"{key} is no report of a reconciliation: {fault.Message} Run clickstream reconcile for a new one.", fault);
        }
    }

    private static string? Text(JsonElement of, string name) => of.GetProperty(name).GetString();
}
