using System.Text.Json;
using Clickstream.Core.Lake;
using Clickstream.Core.Ledgers;
using Clickstream.Core.Objects;
using Clickstream.Core.Time;
using Clickstream.Stream.Live.View;
using Microsoft.AspNetCore.Http;

namespace Clickstream.Stream.Live.Api.Lake;

/// <summary><c>/api/compaction</c> and <c>/api/reconciliation</c>: recent hours of event time as they are stored.</summary>
internal sealed class LakeApi(LiveView view, StoredAnswers answers, TimeProvider time)
{
    private const int MaxHours = 7 * 24;

    public Task CompactionAsync(HttpContext context) => AnswerAsync(context, "compaction", async (store, hours, cancellationToken) =>
        JsonSerializer.SerializeToUtf8Bytes(await CompactionAsync(store, hours, cancellationToken), ApiJson.Default.CompactionDocument));

    public Task ReconciliationAsync(HttpContext context) => AnswerAsync(context, "reconciliation", async (store, hours, cancellationToken) =>
        JsonSerializer.SerializeToUtf8Bytes(await ReconciliationAsync(store, hours, cancellationToken), ApiJson.Default.ReconciliationDocument));

    private async Task AnswerAsync(HttpContext context, string name, Func<IObjectStore, IEnumerable<Hour>, CancellationToken, Task<byte[]>> read)
    {
        var query = new ApiQuery(context.Request.Query);
        var hours = query.Number("hours", 1, MaxHours, 24);
        if (query.Problem is { } problem)
        {
            await ApiAnswer.WriteAsync(context, problem);
        }
        else if (view.Sources.Store is not { } store)
        {
            await ApiAnswer.WriteAsync(context, ApiProblem.Unavailable("This page shows one worker and knows of no store."));
        }
        else
        {
            var newest = view.Minutes.Select(1, null, CellFilterNames.None).Newest is { } minute
                ? new Minute(minute).Hour
                : EventTime.From(time.GetUtcNow()).Hour;
            var range = Enumerable.Range(newest.Number - hours + 1, hours).Select(number => new Hour(number));
            await ApiAnswer.WriteAsync(
                context, await answers.GetAsync($"{name} {hours}", cancellationToken => read(store, range, cancellationToken), context.RequestAborted));
        }
    }

    private async Task<CompactionDocument> CompactionAsync(IObjectStore store, IEnumerable<Hour> range, CancellationToken cancellationToken)
    {
        var hours = await StoredHour.ReadAsync(store, range, withPending: true, cancellationToken);
        var dimensions = await store.GetAsync(LakeLayout.DimensionsManifest, cancellationToken) is { } stored
            ? ManifestJson.ReadDimensions(LakeLayout.DimensionsManifest, stored.Content.Span)
            : null;
        var now = time.GetUtcNow();
        var described = hours.Where(hour => hour.Facts is not null || hour.Engagement is not null || hour.Pending.Count > 0).Select(hour => Describe(hour, now)).ToList();
        return new CompactionDocument
        {
            Hours = described,
            PendingObjects = described.Sum(hour => hour.PendingObjects),
            PendingBytes = described.Sum(hour => hour.PendingBytes),
            OldestPendingSeconds = described.Max(hour => hour.OldestPendingSeconds),
            Dimensions = dimensions is null
                ? null
                : new DimensionsDocument(dimensions.Version, dimensions.Created, dimensions.Files.Count, dimensions.Files.Sum(file => file.Bytes)),
            ReadAt = now,
        };
    }

    private static CompactedHourDocument Describe(StoredHour hour, DateTimeOffset now) => new()
    {
        Hour = hour.Hour.Path,
        Version = hour.Facts?.Version,
        Created = hour.Facts?.Created,
        AgeSeconds = hour.Facts is { } facts ? Seconds(now - facts.Created) : null,
        Files = hour.Facts?.Files.Count ?? 0,
        Bytes = hour.Facts?.Files.Sum(file => file.Bytes) ?? 0,
        Rows = hour.Facts?.Files.Sum(file => file.Rows) ?? 0,
        Buckets = hour.Facts?.Buckets.Count ?? 0,
        PendingObjects = hour.Pending.Count,
        PendingBytes = hour.Pending.Sum(info => info.Size),
        OldestPendingSeconds = hour.Pending.Count == 0 ? null : Seconds(now - hour.Pending.Min(info => info.LastModified)),
    };

    private async Task<ReconciliationDocument> ReconciliationAsync(IObjectStore store, IEnumerable<Hour> range, CancellationToken cancellationToken)
    {
        var hours = await StoredHour.ReadAsync(store, range, withPending: false, cancellationToken);
        var report = await LatestReport.ReadAsync(store, cancellationToken);
        var ledgers = view.Hours ?? new Dictionary<string, HourCounts>();
        return new ReconciliationDocument(
            [
                .. hours
                    .Where(hour => hour.Facts is not null || ledgers.ContainsKey(hour.Hour.Path))
                    .Select(hour => Describe(hour, ledgers.GetValueOrDefault(hour.Hour.Path) ?? new HourCounts(), report)),
            ],
            report?.Document,
            time.GetUtcNow());
    }

    private static AuditHourDocument Describe(StoredHour hour, HourCounts counts, LatestReport? report) => new()
    {
        Hour = hour.Hour.Path,
        Read = counts.Read,
        Landed = counts.Landed,
        Quarantined = counts.Quarantined,
        Late = counts.Late,
        Published = hour.Facts?.Landed ?? 0,
        Accepted = hour.Facts?.Accepted ?? 0,
        Duplicates = hour.Facts?.Duplicates ?? 0,
        Erased = hour.Facts?.Erased ?? 0,
        Waiting = counts.Landed + (hour.Facts?.Raw.Sum(raw => raw.Inputs) ?? 0) - (hour.Facts?.Landed ?? 0),
        Engagement = (hour.Engagement?.Events ?? 0) + (hour.Engagement?.Duplicates ?? 0),
        Proven = report?.Hours.TryGetValue(hour.Hour.Path, out var isProven) == true ? isProven : null,
    };

    private static double Seconds(TimeSpan age) => Math.Round(Math.Max(0, age.TotalSeconds), 1);
}
