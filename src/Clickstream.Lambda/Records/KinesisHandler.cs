using System.Text.Json.Nodes;
using Clickstream.Core.Alerts;
using Clickstream.Core.Alerts.Rules;
using Clickstream.Core.Quarantine;
using Clickstream.Lambda.Events;
using Clickstream.Lambda.Runtime;

namespace Clickstream.Lambda.Records;

/// <summary>
/// Alerts from a batch of Kinesis records. It answers with the records that are to be given again, from which Lambda goes on at the first. A record that
/// cannot be read is quarantined and passed, and a channel that does not take its alerts gets dead letters, so neither holds the shard up; only claims or
/// objects that cannot be written do, and alerts that another claimant holds.
/// </summary>
internal sealed class KinesisHandler(AlertRules rules, AlertDispatch dispatch, AlertQuarantine quarantine, TimeProvider time, FunctionLog log)
{
    private readonly RecordInputs _inputs = new();

    /// <summary>Handles a batch.</summary>
    public async Task<byte[]> HandleAsync(KinesisEvent batch, Invocation invocation, CancellationToken cancellationToken)
    {
        using var patience = Patience.For(invocation, time);
        var run = new Run(rules, dispatch, quarantine, patience.Token, cancellationToken);
        var goesOn = true;
        try
        {
            for (var i = 0; i < batch.Records.Count && goesOn; i++)
            {
                _inputs.Read(batch.Records[i]);
                goesOn = await run.AddAsync(batch.Records[i], _inputs, time.GetUtcNow()).ConfigureAwait(false);
            }

            goesOn = goesOn && await run.FinishAsync().ConfigureAwait(false);
        }
        catch (IOException fault)
        {
            goesOn = false;
            log.Error($"The batch is to be given again from {run.FirstOpen}: {fault.Message}");
        }

        log.Information(
            $"{batch.Records.Count} records, {run.Events} events, {run.Rejected} quarantined; {run.Outcome.Sent} alerts sent, {run.Outcome.Repeated} sent again, "
            + $"{run.Outcome.Refused} sent before, {run.Outcome.Held.Count} held, {run.Outcome.DeadLetters} dead letters.");
        JsonArray failures = goesOn ? [] : new JsonArray((JsonNode)new JsonObject { ["itemIdentifier"] = run.FirstOpen });
        return System.Text.Encoding.UTF8.GetBytes(new JsonObject { ["batchItemFailures"] = failures }.ToJsonString());
    }

    /// <summary>The work on one batch.</summary>
    private sealed class Run(
        AlertRules rules, AlertDispatch dispatch, AlertQuarantine quarantine, CancellationToken patience, CancellationToken cancellationToken)
    {
        private readonly List<Alert> _alerts = [];
        private readonly List<FoundAlert> _found = [];
        private readonly List<QuarantineEntry> _rejected = [];
        private readonly Dictionary<string, string> _recordOf = new(StringComparer.Ordinal); // By the claimant, of what is not settled.

        public int Events { get; private set; }

        public int Rejected { get; private set; }

        public DispatchOutcome Outcome { get; private set; } = new();

        /// <summary>The first record of which not everything is done: Lambda goes on there.</summary>
        public string? FirstOpen { get; private set; }

        /// <returns>False if the batch cannot go on.</returns>
        public async Task<bool> AddAsync(KinesisEventRecord record, RecordInputs inputs, DateTimeOffset now)
        {
            var sequence = record.SequenceNumber.Value;
            FirstOpen ??= sequence;
            Events += inputs.Events.Count;
            Rejected += inputs.Rejected.Count;
            _rejected.AddRange(inputs.Rejected);
            var claimant = $"kinesis:{record.Shard}:{sequence}";
            for (var i = 0; i < inputs.Events.Count; i++)
            {
                rules.Evaluate(inputs.Events, inputs.Events.Rows[i], inputs.Events.Rows[i].IsPurchase, record.Arrival, now, _alerts);
            }

            if (_alerts.Count > 0)
            {
                _recordOf[claimant] = sequence;
                _found.AddRange(_alerts.Select(alert => new FoundAlert(alert, claimant)));
                _alerts.Clear();
            }

            return (_found.Count < AlertDispatch.MaxAtOnce && _rejected.Count < AlertQuarantine.MaxEntries) || await FinishAsync().ConfigureAwait(false);
        }

        /// <returns>False if somebody else holds an alert, and there is no time to wait for him.</returns>
        public async Task<bool> FinishAsync()
        {
            foreach (var part in _rejected.Chunk(AlertQuarantine.MaxEntries))
            {
                // Named after the first input; entries of a batch that is given again from another record carry the same positions.
                await quarantine.WriteAsync(part, part[0].Position!.Replace(':', '-'), cancellationToken).ConfigureAwait(false);
            }

            _rejected.Clear();
            foreach (var part in _found.Chunk(AlertDispatch.MaxAtOnce))
            {
                var outcome = await dispatch.SendAsync(part, patience, cancellationToken).ConfigureAwait(false);
                Outcome += outcome;
                if (outcome.Held.Count > 0)
                {
                    FirstOpen = _recordOf[outcome.Held[0].Claimant];
                    return false;
                }
            }

            _found.Clear();
            _recordOf.Clear();
            FirstOpen = null;
            return true;
        }
    }
}
