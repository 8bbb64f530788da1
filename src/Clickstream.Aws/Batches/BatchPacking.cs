namespace Clickstream.Aws.Batches;

/// <summary>Cuts entries into batches within the limits of a call, in order. Pure.</summary>
internal static class BatchPacking
{
    /// <summary>The batches. An entry that is larger than a batch has one to itself, for the service to refuse.</summary>
    /// <param name="entries">What is to be sent.</param>
    /// <param name="bytesOf">The size of an entry as the service counts it.</param>
    /// <param name="maxEntries">Entries of a call.</param>
    /// <param name="maxBytes">Bytes of a call.</param>
    public static IEnumerable<IReadOnlyList<T>> Pack<T>(IEnumerable<T> entries, Func<T, int> bytesOf, int maxEntries, int maxBytes)
    {
        var batch = new List<T>();
        var bytes = 0;
        foreach (var entry in entries)
        {
            var size = bytesOf(entry);
            if (batch.Count == maxEntries || (batch.Count > 0 && bytes + size > maxBytes))
            {
                yield return batch;
                batch = [];
                bytes = 0;
            }

            batch.Add(entry);
            bytes += size;
        }

        if (batch.Count > 0)
        {
            yield return batch;
        }
    }
}
