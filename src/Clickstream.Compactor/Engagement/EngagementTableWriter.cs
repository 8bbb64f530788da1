using System.Buffers;
using System.IO.Compression;
using Clickstream.Compactor.Execution;
using Clickstream.Compactor.Parquet;
using Clickstream.Core.Decoding;
using Clickstream.Core.Engagement;
using Clickstream.Core.Events;
using Clickstream.Core.Lake;
using Clickstream.Core.Objects;
using Clickstream.Core.Time;
using Parquet.Serialization;

namespace Clickstream.Compactor.Engagement;

/// <summary>Makes versions of the hours of the engagement table: one row per minute, summed over the shards and their partials.</summary>
internal sealed class EngagementTableWriter(TableRun run)
{
    /// <summary>The table's name in results.</summary>
    public const string Name = "engagement_minutes";

    private const string DataFileName = "part-00000.parquet";

    // Query engines pass over files whose name begins with an underscore.
    private const string PartsFileName = "_parts.json.gz";

    // A row carries sketches and top items, so it is larger than an event.
    private static readonly DecoderOptions Limits = DecoderOptions.Default with { MaxEventBytes = 16 * 1024 * 1024 };

    /// <summary>Brings one hour up to date.</summary>
    /// <returns>Null if there is nothing to do.</returns>
    /// <exception cref="IOException">It cannot be done; nothing is changed.</exception>
    public Task<PartResult?> CompactAsync(Hour hour, IReadOnlyList<ObjectInfo> landed, CancellationToken cancellationToken) => run.PublishAsync(
        $"{LakeLayout.Engagement}{hour.Partition}/",
        () => run.Manifests.GetEngagementAsync(hour, cancellationToken),
        async (previous, folder) =>
        {
            var known = (previous?.Consumed ?? []).ToHashSet();
            var batches = landed.Where(info => !known.Contains(Stamp(info))).ToArray();
            return batches.Length > 0 ? await WriteVersionAsync(hour, previous, batches, folder, cancellationToken) : ((EngagementManifest, PartResult)?)null;
        },
        ManifestJson.Serialize,
        cancellationToken);

    private async Task<(EngagementManifest Manifest, PartResult Result)> WriteVersionAsync(
        Hour hour, EngagementManifest? previous, ObjectInfo[] batches, VersionFolder folder, CancellationToken cancellationToken)
    {
        var table = new EngagementTable();
        if (previous is not null)
        {
            var parts = new ObjectKey(previous.Parts.Key);
            await ReadAsync(hour, parts, await PublishedFile.OpenAsync(run.Store, previous.Parts, cancellationToken), table, cancellationToken);
        }

        var inputs = 0L;
        foreach (var batch in batches)
        {
            inputs += await ReadAsync(hour, batch.Key, await OpenAsync(batch, cancellationToken), table, cancellationToken);
        }

        var rows = table.Merged().Select(EngagementRow.From).ToArray();
        var settings = ParquetSettings.For(run.Options.Codec);
        var data = await folder.WriteAsync(
            DataFileName, output => ParquetSerializer.SerializeAsync(rows, output, settings, cancellationToken: cancellationToken), cancellationToken);
        var winners = await folder.WriteAsync(PartsFileName, output => WritePartsAsync(table, output, cancellationToken), cancellationToken);
        var manifest = new EngagementManifest
        {
            Hour = hour.Path,
            Version = folder.Version,
            Created = run.Time.GetUtcNow(),
            Files =
            [
                data with
                {
                    Rows = rows.Length,
                    MinTime = rows.Length > 0 ? rows[0].Minute : null,
                    MaxTime = rows.Length > 0 ? rows[^1].Minute : null,
                },
            ],
            Parts = winners with { Rows = table.Minutes.Sum(minute => table.GetPartials(minute).Count) },
            Minutes = rows.Length,
            Events = rows.Sum(row => row.Events),
            Duplicates = rows.Sum(row => row.Duplicates),
            Consumed = [.. Consume(previous?.Consumed ?? [], batches)],
        };
        return (manifest, new PartResult(Name, hour.Path, CompactOutcome.Published)
        {
            Version = manifest.Version,
            Rows = manifest.Minutes,
            Inputs = inputs,
            MicroBatches = batches.Length,
            Bytes = manifest.Files.Sum(file => file.Bytes),
        });
    }

    private static ConsumedObject Stamp(ObjectInfo info) => new(info.Key.Name, info.Size, info.LastModified);

    private static IOrderedEnumerable<ConsumedObject> Consume(IReadOnlyList<ConsumedObject> previous, ObjectInfo[] batches)
    {
        var names = batches.Select(batch => batch.Key.Name).ToHashSet(StringComparer.Ordinal);
        return previous.Where(known => !names.Contains(known.Name)).Concat(batches.Select(Stamp)).OrderBy(
            known => known.Name, StringComparer.Ordinal);
    }

    private async Task<System.IO.Stream> OpenAsync(ObjectInfo batch, CancellationToken cancellationToken) => batch.Size > 0
        ? await run.Store.OpenReadAsync(batch.Key, cancellationToken) ?? throw new InvalidBatchException(batch.Key, "it is gone since it was listed.")
        : throw new InvalidBatchException(batch.Key, "the micro-batch is empty: it was not written to its end.");

    private static async Task<long> ReadAsync(
        Hour hour, ObjectKey key, System.IO.Stream content, EngagementTable table, CancellationToken cancellationToken)
    {
        await using var reader = InputReader.Open(content, Limits);
        var lines = 0L;
        while (await reader.ReadAsync(cancellationToken))
        {
            table.Add(ReadLine(hour, key, reader));
            lines++;
        }

        return lines;
    }

    private static MinuteResult ReadLine(Hour hour, ObjectKey key, InputReader reader)
    {
        try
        {
            var row = reader.Problem == RejectionReason.None
                ? EngagementLine.Read(reader.Item.Span)
                : throw new FormatException(RejectionReasons.NameOf(reader.Problem));
            return row.Minute.Hour == hour
                ? row
                : throw new FormatException($"it is of the minute {row.Minute}, which is not in the hour {hour.Path}");
        }
        catch (FormatException exception)
        {
            throw new InvalidBatchException(key, $"line {reader.Number + 1} is not a result of this hour: {exception.Message}", exception);
        }
    }

    private static async Task WritePartsAsync(EngagementTable table, System.IO.Stream output, CancellationToken cancellationToken)
    {
        var lines = new ArrayBufferWriter<byte>();
        await using var gzip = new GZipStream(output, CompressionLevel.Fastest, leaveOpen: true);
        foreach (var minute in table.Minutes)
        {
            lines.ResetWrittenCount();
            foreach (var part in table.GetPartials(minute))
            {
                EngagementLine.Write(part, lines);
            }

            await gzip.WriteAsync(lines.WrittenMemory, cancellationToken);
        }
    }
}
