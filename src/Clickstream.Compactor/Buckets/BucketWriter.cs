using System.Globalization;
using Clickstream.Compactor.Columns;
using Clickstream.Compactor.Execution;
using Clickstream.Compactor.Parquet;
using Clickstream.Core.Lake;
using Clickstream.Core.Time;

namespace Clickstream.Compactor.Buckets;

/// <summary>Writes the files of one bucket into the folder of a version.</summary>
internal sealed class BucketWriter(TableRun run, DerivedFiles derived, VersionFolder folder)
{
    /// <summary>Whether the hour has more buckets, with which click ids are compared.</summary>
    public bool HasKeys { get; init; }

    /// <summary>Writes a bucket whose rows are in their final order.</summary>
    public async Task<HourBucket> WriteAsync(int number, FactColumns columns, PurchaseSums sums, CancellationToken cancellationToken)
    {
        // Begun first: where another processor is free, it does this while the caller's writes the facts.
        var derived = DeriveAsync(number, columns, sums, cancellationToken);
        var files = new List<DataFile>();
        try
        {
            var rowsPerFile = RowsPerFile(columns);
            for (var first = 0; first < columns.Count; first += rowsPerFile)
            {
                files.Add(await WriteDataAsync(number, files.Count, columns, first..Math.Min(first + rowsPerFile, columns.Count), cancellationToken));
            }
        }
        finally
        {
            await derived; // Nobody may release the rows while they are read.
        }

        if (run.Options.Verify)
        {
            await BucketCheck.CheckAsync(run.Store, columns, sums, files, cancellationToken);
        }

        return await derived with { Files = files };
    }

    /// <summary>Writes what is derived from the rows of a bucket whose data files are there.</summary>
    public async Task<HourBucket> DescribeAsync(
        int number, FactColumns columns, PurchaseSums sums, IReadOnlyList<DataFile> files, CancellationToken cancellationToken) =>
        await DeriveAsync(number, columns, sums, cancellationToken) with { Files = files };

    private async Task<HourBucket> DeriveAsync(int number, FactColumns columns, PurchaseSums sums, CancellationToken cancellationToken)
    {
        var names = derived.All.Where(file => file.HasRows(columns)).ToList();
        var parts = names.ConvertAll(file => BesideAsync(() => WriteDerivedAsync(number, file, columns, cancellationToken)));
        if (HasKeys)
        {
            parts.Add(BesideAsync(() => WriteKeysAsync(number, columns, sums, cancellationToken)));
        }

        var written = await Task.WhenAll(parts);
        if (run.Options.Verify)
        {
            await BucketCheck.CheckAsync(run.Store, written, cancellationToken);
        }

        return new HourBucket
        {
            Number = number,
            Rows = columns.Count,
            Revenue = sums.Revenue,
            Files = [],
            Derived = new SortedDictionary<string, DataFile>(
                names.Zip(written).ToDictionary(pair => pair.First.Name, pair => pair.Second), StringComparer.Ordinal),
            Keys = HasKeys ? written[^1] : null,
        };

        Task<DataFile> BesideAsync(Func<Task<DataFile>> part) => run.Processors.BesideAsync(part, cancellationToken);
    }

    private Task<DataFile> WriteKeysAsync(int bucket, FactColumns columns, PurchaseSums sums, CancellationToken cancellationToken) =>
        folder.WriteAsync(
            string.Create(CultureInfo.InvariantCulture, $"_keys-{bucket:D5}.bin"),
            output => BucketKeys.WriteAsync(columns, sums, output, cancellationToken),
            cancellationToken);

    // A function of the rows alone, so that the same rows always make the same files.
    private int RowsPerFile(FactColumns columns) =>
        (int)Math.Clamp(run.Options.TargetFileSize / BucketPlan.BytesPerRow, 1, Math.Max(columns.Count, 1));

    private async Task<DataFile> WriteDataAsync(int bucket, int part, FactColumns columns, Range rows, CancellationToken cancellationToken)
    {
        var file = await folder.WriteAsync(
            string.Create(CultureInfo.InvariantCulture, $"part-{bucket:D5}-{part:D3}.parquet"),
            output => FactFileWriter.WriteAsync(columns, rows, run.Options.Codec, output, run.Processors, cancellationToken),
            cancellationToken);
        var (least, greatest) = (long.MaxValue, long.MinValue);
        foreach (var time in columns.Times[rows])
        {
            (least, greatest) = (Math.Min(least, time), Math.Max(greatest, time));
        }

        return file with
        {
            Rows = rows.End.Value - rows.Start.Value,
            MinTime = new EventTime(least).ToDateTimeOffset(),
            MaxTime = new EventTime(greatest).ToDateTimeOffset(),
        };
    }

    private async Task<DataFile> WriteDerivedAsync(int bucket, DerivedFile file, FactColumns columns, CancellationToken cancellationToken)
    {
        var name = file.FileNameOf(bucket);
        var source = new DerivedSource(columns, run.Options.Codec, folder.KeyOf(name).Value);
        var rows = 0L;
        var written = await folder.WriteAsync(
            name, async output => rows = await file.WriteAsync(source, output, cancellationToken), cancellationToken);
        return written with { Rows = rows };
    }
}
