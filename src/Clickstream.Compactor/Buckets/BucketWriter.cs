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
        // The derived files first: where another processor is free, it writes them while this one writes the facts.
        var beside = derived.All.Where(file => file.HasRows(columns)).Select(file => (file.Name, File: run.Processors.BesideAsync(
            () => WriteDerivedAsync(number, file, columns, cancellationToken), cancellationToken))).ToList();
        var keys = HasKeys ? run.Processors.BesideAsync(() => WriteKeysAsync(number, columns, sums, cancellationToken), cancellationToken) : null;
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
            // Nobody may release the rows while they are read.
            await Task.WhenAll([.. beside.Select(other => other.File), .. keys is null ? Array.Empty<Task>() : [keys]]);
        }

        if (run.Options.Verify)
        {
            await BucketCheck.CheckAsync(run.Store, columns, sums, files, cancellationToken);
        }

        return await DescribeAsync(number, columns, sums, files, cancellationToken);
    }

    /// <summary>Writes what is derived from the rows of a bucket whose data files are there.</summary>
    public async Task<HourBucket> DescribeAsync(
        int number, FactColumns columns, PurchaseSums sums, IReadOnlyList<DataFile> files, CancellationToken cancellationToken)
    {
        var others = new SortedDictionary<string, DataFile>(StringComparer.Ordinal);
        foreach (var (name, file) in beside)
        {
            others.Add(name, await file);
        }

        return await DescribeAsync(number, columns, sums, files, others, keys is null ? null : await keys, cancellationToken);
    }

    private async Task<HourBucket> DescribeAsync(
        int number,
        FactColumns columns,
        PurchaseSums sums,
        List<DataFile> files,
        SortedDictionary<string, DataFile> others,
        DataFile? keys,
        CancellationToken cancellationToken)
    {
        if (run.Options.Verify)
        {
            await BucketCheck.CheckAsync(run.Store, keys is null ? others.Values : others.Values.Append(keys), cancellationToken);
        }

        return new HourBucket
        {
            Number = number,
            Rows = columns.Count,
            Revenue = sums.Revenue,
            Files = files,
            Derived = others,
            Keys = keys,
        };
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
