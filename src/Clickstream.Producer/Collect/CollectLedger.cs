using Clickstream.Core.Lake;
using Clickstream.Core.Ledgers;
using Clickstream.Core.Objects;
using Clickstream.Producer.Collect.Spool;
using Microsoft.Extensions.Logging;

namespace Clickstream.Producer.Collect;

/// <summary>
/// Stores what the collector has put, for <c>reconcile</c>. It follows from the position of the spool, so it is never ahead of it, and is saved more
/// rarely: an object store bills each put, and what is missing is made up at the next start.
/// </summary>
internal sealed class CollectLedger(IObjectStore objects, ILogger logger, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);
    private long? _savedAt;
    private long _saved = -1;

    /// <summary>Saves the ledger if it is time; a store that fails is tried again at the next.</summary>
    public async Task SaveAsync(SpoolPosition position, bool complete, bool force, CancellationToken cancellationToken)
    {
        if (!force && (position.Next == _saved || (_savedAt is { } at && time.GetElapsedTime(at) < Interval)))
        {
            return;
        }

        var ledger = new ProducerLedger
        {
            Producer = position.Producer,
            Read = position.Next,
            Put = position.Next - position.Lost,
            Quarantined = new Dictionary<string, long>(),
            Complete = complete,
        };
        try
        {
            await objects.PutAsync(LakeLayout.ProducerLedger(position.Producer), LedgerJson.Serialize(ledger), cancellationToken).ConfigureAwait(false);
            (_saved, _savedAt) = (position.Next, time.GetTimestamp());
        }
        catch (Exception fault) when (fault is ObjectStoreException or IOException)
        {
            _savedAt = time.GetTimestamp();
            CollectLog.LedgerFailed(logger, fault);
        }
    }
}
