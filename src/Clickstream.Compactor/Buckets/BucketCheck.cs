using Clickstream.Compactor.Columns;
using Clickstream.Compactor.Execution;
using Clickstream.Compactor.Parquet;
using Clickstream.Core.Decoding;
using Clickstream.Core.Lake;
using Clickstream.Core.Objects;

namespace Clickstream.Compactor.Buckets;

/// <summary>
/// Reads the files of a bucket again before anybody sees them, and compares them with the rows that were to be written: checksums, counts, times,
/// click ids, orders and revenue. What a disk, a network or a defect of ours has changed is found while the published version is still there.
/// </summary>
internal static class BucketCheck
{
    /// <summary>Compares.</summary>
    /// <exception cref="IOException">They are not equal; the message says in what.</exception>
    public static async Task CheckAsync(
        IObjectStore store, FactColumns written, PurchaseSums sums, IReadOnlyList<DataFile> files, CancellationToken cancellationToken)
    {
        using var read = new FactColumns();
        foreach (var file in files)
        {
            var before = read.Count;
            try
            {
                await using var content = await PublishedFile.OpenAsync(store, file, cancellationToken);
                await FactFileReader.ReadAsync(content, read, cancellationToken);
            }
            catch (InvalidDataException exception)
            {
                throw Differs(file.Key, exception.Message);
            }

            Compare(file.Key, "rows", file.Rows, read.Count - before);
            Compare(file.Key, "rows in its time range", file.Rows, InRange(read, before, file));
        }

        var name = files.Count > 0 ? files[0].Key : "an empty bucket";
        var again = PurchaseSums.Of(read);
        Compare(name, "rows of the bucket", written.Count, read.Count);
        Compare(name, "sum of click ids", SumOfClicks(written), SumOfClicks(read));
        Compare(name, "orders", sums.Orders.Count, again.Orders.SetEquals(sums.Orders) ? again.Orders.Count : -1);
        foreach (var (currency, amount) in sums.Revenue)
        {
            Compare(name, $"revenue in '{currency}'", amount, again.Revenue.GetValueOrDefault(currency));
        }
    }

    /// <summary>Compares files with the checksums of what was written.</summary>
    /// <exception cref="IOException">One is not what was written.</exception>
    public static async Task CheckAsync(IObjectStore store, IEnumerable<DataFile> files, CancellationToken cancellationToken)
    {
        foreach (var file in files)
        {
            try
            {
                await using var content = await PublishedFile.OpenAsync(store, file, cancellationToken);
            }
            catch (InvalidDataException exception)
            {
                throw Differs(file.Key, exception.Message);
            }
        }
    }

    private static long InRange(FactColumns read, int from, DataFile file)
    {
        var (least, greatest) = (Core.Time.EventTime.From(file.MinTime!.Value).Microseconds, Core.Time.EventTime.From(file.MaxTime!.Value).Microseconds);
        var count = 0L;
        foreach (var time in read.Times[from..])
        {
            count += time >= least && time <= greatest ? 1 : 0;
        }

        return count;
    }

    // The same whatever the order, and another one if any click id or its time is another.
    private static UInt128 SumOfClicks(FactColumns columns)
    {
        UInt128 sum = 0;
        for (var row = 0; row < columns.Count; row++)
        {
            sum += ClickId.KeyOf(columns.ClickIds[row]) * (UInt128)((ulong)columns.Times[row] | 1);
        }

        return sum;
    }

    private static void Compare<T>(string key, string what, T expected, T found)
        where T : IEquatable<T>
    {
        if (!expected.Equals(found))
        {
            throw Differs(key, $"{what}: {expected} were to be written, {found} were read");
        }
    }

    private static IOException Differs(string key, string problem) =>
        new($"{key} is not what was to be written ({problem}), so nothing is published. Check the disk or the network, and run compact again.");
}
