using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Clickstream.Core.Alerts;
using Clickstream.Core.Alerts.Rules;
using Clickstream.Core.Decoding;
using Clickstream.Core.Events;
using Clickstream.Core.Quarantine;
using Clickstream.Core.Time;
using Clickstream.Lambda.Events;
using Clickstream.Lambda.Runtime;

namespace Clickstream.Lambda.Objects;

/// <summary>
/// Alerts from a raw object: it is read item by item, whatever its size, and alerts go out while it is read. The claimant is the invocation, whose id stays
/// the same when Lambda tries again; an event that is delivered twice finds its alerts claimed.
/// </summary>
internal sealed class ObjectHandler(AlertRules rules, ObjectSource source, AlertDispatch dispatch, AlertQuarantine quarantine, FunctionLog log)
{
    /// <summary>Entries of one object in the quarantine; the object itself stays where it is, so more of them tell nothing new.</summary>
    private const int MaxQuarantined = 1_000;

    /// <summary>The clock.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>Handles an object.</summary>
    /// <exception cref="InvocationException">It was not finished; the same invocation, tried again, goes on.</exception>
    public async Task<byte[]> HandleAsync(ObjectCreated created, Invocation invocation, CancellationToken cancellationToken)
    {
        var place = $"s3://{created.Bucket}/{created.Key}";
        if (!source.IsRaw(created))
        {
            log.Warning($"{place} is no raw input and was passed over. Let the rule match the prefix of raw input only.");
            return Answer("passed_over", new Run());
        }

        try
        {
            if (await source.OpenAsync(created, cancellationToken).ConfigureAwait(false) is not { } content)
            {
                log.Warning($"{place} is gone; nothing was read.");
                return Answer("gone", new Run());
            }

            await using var reader = InputReader.Open(content, DecoderOptions.Default);
            var run = await ReadAsync(reader, created, invocation, cancellationToken).ConfigureAwait(false);
            log.Information($"{place}: {run.Read} inputs, {run.Rejected} are no events; {run.Outcome.Sent} alerts sent, {run.Outcome.Repeated} sent again, "
                + $"{run.Outcome.Refused} sent before, {run.Outcome.DeadLetters} dead letters.");
            return Answer("done", run);
        }
        catch (IOException fault)
        {
            throw new InvocationException(InvocationException.ServiceFault, $"{place} was not finished, and is to be tried again: {fault.Message}", fault);
        }
    }

    private async Task<Run> ReadAsync(InputReader reader, ObjectCreated created, Invocation invocation, CancellationToken cancellationToken)
    {
        using var patience = Patience.For(invocation, Time);
        var run = new Run();
        var decoder = new EventDecoder(DecoderOptions.Default);
        var events = new EventBatch();
        var claimant = $"s3:{invocation.RequestId}";
        var alerts = new List<Alert>();
        var found = new List<FoundAlert>();
        var rejected = new List<QuarantineEntry>();
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            run.Read++;
            events.Clear();
            var reason = reader.Problem != RejectionReason.None ? reader.Problem : decoder.Decode(reader.Item.Span, events);
            if (reason != RejectionReason.None)
            {
                if (++run.Rejected <= MaxQuarantined)
                {
                    rejected.Add(EntryOf(reader, reason, reader.Problem == RejectionReason.None ? decoder.LastTime : null, created));
                }
            }
            else
            {
                var now = Time.GetUtcNow();
                rules.Evaluate(events, events.Rows[0], events.Rows[0].IsPurchase, now, now, alerts);
                found.AddRange(alerts.Select(alert => new FoundAlert(alert, claimant)));
                alerts.Clear();
            }

            if (found.Count >= AlertDispatch.MaxAtOnce || rejected.Count == AlertQuarantine.MaxEntries)
            {
                await SendAsync(run, created, found, rejected, patience.Token, cancellationToken).ConfigureAwait(false);
            }
        }

        await SendAsync(run, created, found, rejected, patience.Token, cancellationToken).ConfigureAwait(false);
        return run;
    }

    private async Task SendAsync(
        Run run, ObjectCreated created, List<FoundAlert> found, List<QuarantineEntry> rejected, CancellationToken patience, CancellationToken cancellationToken)
    {
        if (rejected.Count > 0)
        {
            var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{created.Bucket}/{created.Key}")).AsSpan(0, 8);
            var name = string.Create(CultureInfo.InvariantCulture, $"s3-{Convert.ToHexStringLower(hash)}-{rejected[0].Offset}");
            await quarantine.WriteAsync(rejected, name, cancellationToken).ConfigureAwait(false);
            rejected.Clear();
        }

        foreach (var some in found.Chunk(AlertDispatch.MaxAtOnce))
        {
            run.Outcome += await dispatch.SendAsync(some, patience, cancellationToken).ConfigureAwait(false);
        }

        found.Clear();
        if (run.Outcome.Held.Count > 0)
        {
            throw new InvocationException(
                InvocationException.ClaimsHeld,
                $"{run.Outcome.Held.Count} alerts are in the hands of another invocation or worker that has not completed them. A retry looks again.");
        }
    }

    private QuarantineEntry EntryOf(InputReader reader, RejectionReason reason, EventTime? eventTime, ObjectCreated created) => new()
    {
        Reason = reason,
        Hour = (eventTime ?? EventTime.From(Time.GetUtcNow())).Hour,
        Source = $"s3://{created.Bucket}/{created.Key}",
        Offset = reader.Offset,
        Length = reader.Length,
        Payload = reader.Item[..Math.Min(reader.Item.Length, InputReader.MaxKeptBytes)].ToArray(),
    };

    private static byte[] Answer(string status, Run run) => Encoding.UTF8.GetBytes(new JsonObject
    {
        ["status"] = status,
        ["read"] = run.Read,
        ["rejected"] = run.Rejected,
        ["sent"] = run.Outcome.Sent,
        ["sent_again"] = run.Outcome.Repeated,
        ["sent_before"] = run.Outcome.Refused,
        ["dead_letters"] = run.Outcome.DeadLetters,
    }.ToJsonString());

    private sealed class Run
    {
        public long Read { get; set; }

        public long Rejected { get; set; }

        public DispatchOutcome Outcome { get; set; } = new();
    }
}
