using Clickstream.Compactor.Columns;
using Clickstream.Core.Events;

namespace Clickstream.Compactor.Buckets;

/// <summary>The rows of one bucket while an hour is read. Several readers may add at the same time; buckets do not wait for each other.</summary>
internal sealed class BucketRows(int number)
{
    private readonly Lock _lock = new();

    /// <summary>Its number.</summary>
    public int Number => number;

    /// <summary>The rows.</summary>
    public FactColumns Columns { get; } = new();

    /// <summary>Takes events in.</summary>
    public void Add(EventBatch batch, ReadOnlySpan<int> chosen)
    {
        if (!chosen.IsEmpty)
        {
            lock (_lock)
            {
                Columns.Add(batch, chosen);
            }
        }
    }
}
