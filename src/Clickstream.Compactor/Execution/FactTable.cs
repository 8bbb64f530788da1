using System.Text;
using Clickstream.Compactor.Columns;
using Clickstream.Compactor.Parquet;
using Clickstream.Compactor.Plan;
using Clickstream.Compactor.Users;
using Clickstream.Core.Lake;
using Clickstream.Core.Objects;
using Clickstream.Core.Time;

namespace Clickstream.Compactor.Execution;

/// <summary>Makes versions of the hours of <c>fact_clicks</c>.</summary>
internal sealed class FactTable(TableRun run) : IDisposable
{
    /// <summary>The table's name in results.</summary>
    public const string Name = "fact_clicks";

    // Athena, Redshift Spectrum and Spark pass over files whose name begins with an underscore.
    private const string UsersFileName = "_users.parquet";

    private readonly SemaphoreSlim _processors = new(run.Options.Parallelism);

    /// <summary>Brings one hour up to date.</summary>
    /// <returns>Null if there is nothing to do.</returns>
    /// <exception cref="IOException">It cannot be done; nothing is changed.</exception>
    public Task<PartResult?> CompactAsync(Hour hour, IReadOnlyList<ObjectInfo> landed, CancellationToken cancellationToken) => run.PublishAsync(
        $"{LakeLayout.FactClicks}{hour.Partition}/",
        () => run.Manifests.GetHourAsync(hour, cancellationToken),
        async (previous, folder) => HourPlan.For(previous, landed) is { Count: > 0 } batches
            ? await WriteVersionAsync(hour, previous, batches, folder, cancellationToken)
            : ((HourManifest, PartResult)?)null,
        ManifestJson.Serialize,
        cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _processors.Dispose();

    private async Task<(HourManifest Manifest, PartResult Result)> WriteVersionAsync(
        Hour hour, HourManifest? previous, IReadOnlyList<PlannedBatch> batches, VersionFolder folder, CancellationToken cancellationToken)
    {
        var inputs = new HourInputs(hour, previous?.Covered ?? []);
        await ReadPreviousAsync(previous, inputs.Columns, cancellationToken);
        await ReadBatchesAsync(batches, inputs, cancellationToken);
        await OnProcessorAsync(
            () =>
            {
                inputs.Columns.Reorder(RowOrder.Of(inputs.Columns, hour));
                return Task.CompletedTask;
            },
            cancellationToken);
        var files = await WriteFilesAsync(inputs.Columns, folder, cancellationToken);
        var manifest = Describe(hour, previous, batches, inputs, folder.Version) with
        {
            Created = run.Time.GetUtcNow(),
            Files = files[..^1],
            Users = files[^1],
        };
        return (manifest, new PartResult(Name, hour.Path, CompactOutcome.Published)
        {
            Version = manifest.Version,
            Rows = manifest.Accepted,
            Inputs = inputs.Landed,
            Duplicates = manifest.Duplicates,
            MicroBatches = batches.Count,
            Bytes = manifest.Files.Sum(file => file.Bytes),
        });
    }

    private async Task OnProcessorAsync(Func<Task> work, CancellationToken cancellationToken)
    {
        await _processors.WaitAsync(cancellationToken);
        try
        {
            await work();
        }
        finally
        {
            _processors.Release();
        }
    }

    private async Task ReadPreviousAsync(HourManifest? previous, FactColumns columns, CancellationToken cancellationToken)
    {
        foreach (var file in previous?.Files ?? [])
        {
            await using var content = await PublishedFile.OpenAsync(run.Store, file, cancellationToken);
            await FactFileReader.ReadAsync(content, columns, cancellationToken);
        }

        if (columns.Count != (previous?.Accepted ?? 0))
        {
            throw new InvalidDataException($"The published version has {columns.Count} rows, but its manifest says {previous?.Accepted}.");
        }
    }

    private async Task ReadBatchesAsync(IReadOnlyList<PlannedBatch> batches, HourInputs inputs, CancellationToken cancellationToken)
    {
        var readers = new System.Collections.Concurrent.ConcurrentBag<BatchReader>();
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = run.Options.Parallelism, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(batches.Where(batch => batch.Reading != BatchReading.Skip), parallel, async (batch, token) =>
        {
            var reader = readers.TryTake(out var idle) ? idle : new BatchReader(run.Store);
            await OnProcessorAsync(() => reader.ReadAsync(batch, inputs, token), token);
            readers.Add(reader);
        });
    }

    // The data files, and behind them the users.
    private async Task<DataFile[]> WriteFilesAsync(FactColumns columns, VersionFolder folder, CancellationToken cancellationToken)
    {
        var parts = (columns.Count + FactFileWriter.RowsPerFile - 1) / FactFileWriter.RowsPerFile;
        var files = new DataFile[parts + 1];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = run.Options.Parallelism, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, files.Length, parallel, async (part, token) => await OnProcessorAsync(
            async () => files[part] = part < parts
                ? await WriteDataAsync(columns, part, folder, token)
                : await WriteUsersAsync(columns, folder, token),
            token));
        return files;
    }

    private async Task<DataFile> WriteDataAsync(FactColumns columns, int part, VersionFolder folder, CancellationToken cancellationToken)
    {
        var first = part * FactFileWriter.RowsPerFile;
        var rows = first..Math.Min(first + FactFileWriter.RowsPerFile, columns.Count);
        var file = await folder.WriteAsync(
            $"part-{part:D5}.parquet",
            output => FactFileWriter.WriteAsync(columns, rows, run.Options.Codec, output, cancellationToken),
            cancellationToken);
        var (least, greatest) = (long.MaxValue, long.MinValue);
        foreach (var time in columns.Times[rows])
        {
            (least, greatest) = (Math.Min(least, time), Math.Max(greatest, time));
        }

        return file with
        {
            Rows = rows.End.Value - first,
            MinTime = new EventTime(least).ToDateTimeOffset(),
            MaxTime = new EventTime(greatest).ToDateTimeOffset(),
        };
    }

    private async Task<DataFile> WriteUsersAsync(FactColumns columns, VersionFolder folder, CancellationToken cancellationToken)
    {
        var users = HourUsers.Of(columns);
        var file = await folder.WriteAsync(
            UsersFileName, output => UserFile.WriteAsync(users, run.Options.Codec, output, cancellationToken), cancellationToken);
        run.RecentUsers.Keep(folder.Version, users);
        return file with { Rows = users.Count };
    }

    private static HourManifest Describe(
        Hour hour, HourManifest? previous, IReadOnlyList<PlannedBatch> batches, HourInputs inputs, string version)
    {
        var (orders, revenue) = SumPurchases(inputs.Columns);
        var landed = (previous?.Landed ?? 0) + inputs.Landed;
        var landedRevenue = Add(Add(inputs.Revenue, previous?.Revenue), previous?.DuplicateRevenue);
        return new HourManifest
        {
            Hour = hour.Path,
            Version = version,
            Created = default,
            Files = [],
            Users = new DataFile(string.Empty, 0, 0, string.Empty),
            Landed = landed,
            Accepted = inputs.Columns.Count,
            Duplicates = landed - inputs.Columns.Count,
            Orders = orders,
            Revenue = revenue,
            DuplicateRevenue = Add(landedRevenue, revenue.ToDictionary(pair => pair.Key, pair => -pair.Value)),
            Consumed = [.. (previous?.Consumed ?? []).Concat(batches.Select(batch => batch.Object.Key.Name)).Order(StringComparer.Ordinal)],
            Covered = PositionRange.Merge((previous?.Covered ?? []).Concat(batches.Select(batch => batch.Range).OfType<PositionRange>())),
        };
    }

    private static (long Orders, IReadOnlyDictionary<string, decimal> Revenue) SumPurchases(FactColumns columns)
    {
        var types = columns[TextField.EventType].Codes[..columns.Count];
        var orders = new HashSet<UInt128>();
        var revenue = new SortedDictionary<string, decimal>(StringComparer.Ordinal);
        for (var row = 0; row < types.Length; row++)
        {
            if (types[row] == columns.Purchase)
            {
                orders.Add(columns.OrderKey(row));
                var currency = Encoding.UTF8.GetString(columns[TextField.Currency].Text(row));
                revenue[currency] = revenue.GetValueOrDefault(currency) + columns.Amount(row);
            }
        }

        return (orders.Count, revenue);
    }

    private static SortedDictionary<string, decimal> Add(
        IReadOnlyDictionary<string, decimal> left, IReadOnlyDictionary<string, decimal>? right)
    {
        var sum = new SortedDictionary<string, decimal>(StringComparer.Ordinal);
        foreach (var (currency, amount) in left.Concat(right ?? new Dictionary<string, decimal>()))
        {
            sum[currency] = sum.GetValueOrDefault(currency) + amount;
        }

        foreach (var currency in sum.Where(pair => pair.Value == 0).Select(pair => pair.Key).ToArray())
        {
            sum.Remove(currency);
        }

        return sum;
    }
}
