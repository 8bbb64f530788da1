using Clickstream.Core.Lake;
using Clickstream.Core.Ledgers;
using Clickstream.Core.Objects;

namespace Clickstream.Compactor.Erasure;

/// <summary>
/// A raw object that was taken in without a stream is known by its size and time. One that an erasure rewrote is marked as taken in too, with nothing in its
/// ledger, since the ledger of what it was counts.
/// </summary>
internal static class RawMarks
{
    public static async Task RenewAsync(
        IObjectStore store, (IObjectStore Store, string Prefix) raw, ErasureReceipt receipt, CancellationToken cancellationToken)
    {
        var rewritten = receipt.Objects.Where(item => item.Layer == "raw").Select(item => item.Key).ToHashSet(StringComparer.Ordinal);
        if (rewritten.Count == 0)
        {
            return;
        }

        var known = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var info in store.ListAsync(LakeLayout.RawLedgers, cancellationToken))
        {
            if (await store.GetAsync(info.Key, cancellationToken) is { } stored)
            {
                known.Add(LedgerJson.ReadRaw(info.Key, stored.Content.Span).Key);
            }
        }

        await foreach (var item in RawObject.FindAsync(raw.Store, raw.Prefix, cancellationToken))
        {
            if (rewritten.Contains(item.Key.Value) && known.Contains(item.Key.Value))
            {
                var ledger = new RawLedger { Key = item.Key.Value, Size = item.Size, Modified = item.Modified, Hours = new Dictionary<string, HourCounts>() };
                await store.PutIfAbsentAsync(LakeLayout.RawLedger(item), LedgerJson.Serialize(ledger), cancellationToken);
            }
        }
    }
}
