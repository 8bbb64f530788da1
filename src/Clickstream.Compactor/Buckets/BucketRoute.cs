using System.Runtime.InteropServices;
using Clickstream.Core.Events;
using Clickstream.Core.Lake;

namespace Clickstream.Compactor.Buckets;

/// <summary>Sorts the events of a batch by the bucket of their visitor. One for each reader, and reused.</summary>
internal sealed class BucketRoute
{
    private List<int>[] _chosen = [];

    /// <summary>The events of a bucket, as indexes into the batch.</summary>
    public ReadOnlySpan<int> this[int bucket] => CollectionsMarshal.AsSpan(_chosen[bucket]);

    /// <summary>Forgets what was sorted before.</summary>
    public void Begin(int bits)
    {
        if (_chosen.Length != 1 << bits)
        {
            _chosen = [.. Enumerable.Range(0, 1 << bits).Select(_ => new List<int>())];
        }

        foreach (var list in _chosen)
        {
            list.Clear();
        }
    }

    /// <summary>Takes an event in.</summary>
    public void Add(EventBatch batch, int index, int bits)
    {
        if (bits == 0)
        {
            _chosen[0].Add(index);
            return;
        }

        _chosen[VisitorHash.BucketOf(HashOf(batch, in batch.Rows[index]), bits)].Add(index);
    }

    /// <summary>The hash of the visitor of an event.</summary>
    public static ulong HashOf(EventBatch batch, in EventRow row) =>
        VisitorHash.Of(batch.Text(row.UserId), batch.Text(row.AnonymousId), batch.Text(row.ClickId));
}
