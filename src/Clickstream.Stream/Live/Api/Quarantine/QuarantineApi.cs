using System.Text.Json;
using Clickstream.Core.Decoding;
using Clickstream.Core.Events;
using Clickstream.Core.Leases;
using Clickstream.Core.Objects;
using Clickstream.Core.Quarantine;
using Clickstream.Core.Time;
using Clickstream.Stream.Live.State;
using Microsoft.AspNetCore.Http;

namespace Clickstream.Stream.Live.Api.Quarantine;

/// <summary><c>/api/quarantine</c> and its samples: what was rejected, by reason.</summary>
internal sealed class QuarantineApi(LiveSources sources, StoredAnswers answers, TimeProvider time)
{
    private const int MaxEntries = 200_000; // Each is remembered while they are counted, so that one written twice is one; about 20 MB.
    private const int MaxHours = 48;
    private const int MaxSources = 20;
    private const int MaxSamples = 100;
    private const int ShownBytes = 4_096;

    public async Task GroupsAsync(HttpContext context)
    {
        var query = new ApiQuery(context.Request.Query);
        await AnswerAsync(context, query, "quarantine", async (store, leases, cancellationToken) =>
            JsonSerializer.SerializeToUtf8Bytes(await CountAsync(store, leases, cancellationToken), ApiJson.Default.QuarantineDocument));
    }

    public async Task SamplesAsync(HttpContext context)
    {
        var query = new ApiQuery(context.Request.Query);
        var (reason, hour, limit) = (ReasonOf(query.Text("reason"), query.Refuse), HourOf(query.Text("hour"), query.Refuse), query.Number("limit", 1, MaxSamples, 20));
        await AnswerAsync(context, query, $"samples {reason} {hour?.Path} {limit}", async (store, leases, cancellationToken) =>
            JsonSerializer.SerializeToUtf8Bytes(await SampleAsync(store, leases, (reason, hour, limit), cancellationToken), ApiJson.Default.SamplesDocument));
    }

    /// <summary>Reads the name of a reason.</summary>
    public static RejectionReason? ReasonOf(string? text, Action<string> refuse)
    {
        if (text is null)
        {
            return null;
        }

        if (RejectionReasons.TryParse(text, out var reason) && reason != RejectionReason.None)
        {
            return reason;
        }

        refuse($"'reason' is one of {string.Join(", ", RejectionReasons.All.Skip(1))}.");
        return null;
    }

    /// <summary>Reads an hour.</summary>
    public static Hour? HourOf(string? text, Action<string> refuse)
    {
        if (text is null)
        {
            return null;
        }

        if (Hour.TryParse(text, out var hour))
        {
            return hour;
        }

        refuse("'hour' is an hour such as 2026/03/01/10.");
        return null;
    }

    private async Task AnswerAsync(HttpContext context, ApiQuery query, string question, Func<IObjectStore, ILeaseStore, CancellationToken, Task<byte[]>> read)
    {
        if (query.Problem is { } problem)
        {
            await ApiAnswer.WriteAsync(context, problem);
        }
        else if (sources is not { Store: { } store, Leases: { } leases })
        {
            await ApiAnswer.WriteAsync(context, ApiProblem.Unavailable("This page shows one worker and knows of no store."));
        }
        else
        {
            await ApiAnswer.WriteAsync(context, await answers.GetAsync(question, cancellationToken => read(store, leases, cancellationToken), context.RequestAborted));
        }
    }

    private async Task<QuarantineDocument> CountAsync(IObjectStore store, ILeaseStore leases, CancellationToken cancellationToken)
    {
        var groups = new SortedDictionary<RejectionReason, QuarantineGroup>();
        var scan = await OpenAsync(store, leases, cancellationToken);
        var left = MaxEntries;
        await scan.RunAsync(null, (entry, state) =>
        {
            if (left > 0)
            {
                if (!groups.TryGetValue(entry.Reason, out var group))
                {
                    groups.Add(entry.Reason, group = new QuarantineGroup(entry.Reason));
                }

                group.Add(entry, state);
            }

            return ValueTask.FromResult(left-- > 0);
        }, cancellationToken);
        return new QuarantineDocument(
            [.. groups.Values.OrderByDescending(group => group.Waiting).Select(Describe)],
            groups.Values.Sum(group => group.Waiting),
            [.. scan.Damaged.Take(MaxSources).Select(damaged => new DamagedDocument(damaged.Key.Value, damaged.Problem))],
            left < 0,
            time.GetUtcNow());
    }

    private static GroupDocument Describe(QuarantineGroup group) => new()
    {
        Reason = RejectionReasons.NameOf(group.Reason),
        Waiting = group.Waiting,
        Replayed = group.Replayed,
        InFlight = group.InFlight,
        First = group.First?.ToDateTimeOffset(),
        Last = group.Last?.ToDateTimeOffset(),
        Hours = [.. group.Hours.OrderByDescending(hour => hour.Key).Take(MaxHours).Select(hour => new HourCountDocument(hour.Key.Path, hour.Value))],
        Sources = [.. group.Sources.Take(MaxSources).Select(source => new LiveCount(source.Key, source.Value))],
    };

    private static async Task<SamplesDocument> SampleAsync(
        IObjectStore store, ILeaseStore leases, (RejectionReason? Reason, Hour? Hour, int Limit) wanted, CancellationToken cancellationToken)
    {
        var samples = new List<SampleDocument>();
        var left = MaxEntries;
        await (await OpenAsync(store, leases, cancellationToken)).RunAsync(wanted.Hour, (entry, state) =>
        {
            if ((wanted.Reason ?? entry.Reason) == entry.Reason)
            {
                samples.Add(Describe(entry, state));
            }

            return ValueTask.FromResult(samples.Count < wanted.Limit && left-- > 0);
        }, cancellationToken);
        return new SamplesDocument(samples);
    }

    private static SampleDocument Describe(QuarantineEntry entry, EntryState state) => new()
    {
        Reason = RejectionReasons.NameOf(entry.Reason),
        Detail = entry.Detail,
        Hour = entry.Hour.Path,
        Source = entry.Source,
        Position = entry.Position,
        Origin = entry.Origin,
        Length = entry.Length,
        Received = entry.Received?.ToDateTimeOffset(),
        Payload = PayloadText.Of(entry.Payload.Span, ShownBytes),
        State = state switch { EntryState.Waiting => "waiting", EntryState.Replayed => "replayed", _ => "in_flight" },
    };

    private static async Task<QuarantineScan> OpenAsync(IObjectStore store, ILeaseStore leases, CancellationToken cancellationToken)
    {
        var positions = await DurablePositions.ReadAsync(store, leases, cancellationToken);
        return new QuarantineScan(store, positions.IsDurable, await ReplayedEntries.ReadAsync(store, cancellationToken));
    }
}
