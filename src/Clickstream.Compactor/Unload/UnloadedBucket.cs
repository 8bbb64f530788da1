using System.Security.Cryptography;
using Clickstream.Compactor.Buckets;
using Clickstream.Compactor.Columns;
using Clickstream.Compactor.Erasure;
using Clickstream.Compactor.Parquet;
using Clickstream.Core.Events;
using Clickstream.Core.Hashing;
using Clickstream.Core.Lake;
using Clickstream.Core.Objects;
using Clickstream.Core.Time;

namespace Clickstream.Compactor.Unload;

/// <summary>
/// The rows of a bucket that the engine wrote, read from its files. Nothing of what the engine did is taken on trust: every row has to be of the hour,
/// of the bucket, of nobody who was erased, and the only one with its click id.
/// </summary>
/// <param name="number">The bucket.</param>
/// <param name="bits">The hour has two to this power of buckets.</param>
/// <param name="hour">The hour.</param>
internal sealed class UnloadedBucket(int number, int bits, Hour hour) : IDisposable
{
    private readonly List<DataFile> _files = [];

    /// <summary>The rows.</summary>
    public FactColumns Columns { get; } = new();

    /// <summary>The files, as the manifest names them.</summary>
    public IReadOnlyList<DataFile> Files => _files;

    /// <summary>The sum of the fingerprints of the click ids.</summary>
    public long Fingerprints { get; private set; }

    /// <summary>Reads a file of the bucket.</summary>
    /// <exception cref="InvalidDataException">It is damaged, or holds a row that does not belong there.</exception>
    public async Task ReadAsync(IObjectStore store, ObjectInfo file, CancellationToken cancellationToken)
    {
        await using var content = await store.OpenReadAsync(file.Key, cancellationToken)
            ?? throw new InvalidDataException($"{file.Key} is gone since it was written.");
        var sha256 = Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancellationToken));
        content.Position = 0;
        var before = Columns.Count;
        try
        {
            await FactFileReader.ReadAsync(content, Columns, cancellationToken);
        }
        catch (InvalidDataException fault)
        {
            throw new InvalidDataException($"{file.Key}: {fault.Message}", fault);
        }

        var (least, greatest) = Look(file.Key, before);
        _files.Add(new DataFile(
            file.Key.Value, Columns.Count - before, content.Length, sha256, new EventTime(least).ToDateTimeOffset(), new EventTime(greatest).ToDateTimeOffset()));
    }

    /// <summary>Looks for rows of persons who were erased.</summary>
    /// <exception cref="InvalidDataException">There are some.</exception>
    public void CheckErased(Tombstones tombstones)
    {
        if (tombstones.IsEmpty)
        {
            return;
        }

        RowCopy.ForEachBatch(Columns, new EventBatch(), batch =>
        {
            for (var i = 0; i < batch.Count; i++)
            {
                ref var row = ref batch.RowAt(i);
                var (user, anonymous, session) = (row.UserId, row.AnonymousId, row.SessionId);
                if (tombstones.Apply(batch, ref row) || row.UserId != user || row.AnonymousId != anonymous || row.SessionId != session)
                {
                    throw new InvalidDataException($"Micro-batches of {hour.Path} hold events of a person who was erased. Compact the hour with --engine local, which leaves them out.");
                }
            }
        });
    }

    /// <inheritdoc/>
    public void Dispose() => Columns.Dispose();

    private (long Least, long Greatest) Look(ObjectKey key, int first)
    {
        var (least, greatest, sum) = (long.MaxValue, long.MinValue, 0L);
        var (users, anonymous) = (Columns[TextField.UserId], Columns[TextField.AnonymousId]);
        for (var row = first; row < Columns.Count; row++)
        {
            var time = Columns.Times[row];
            (least, greatest) = (Math.Min(least, time), Math.Max(greatest, time));
            var click = Columns.ClickIds[row];
            sum += (uint)Murmur3.Hash64(click);
            if (VisitorHash.BucketOf(VisitorHash.Of(users.Text(row), anonymous.Text(row), click), bits) != number)
            {
                throw new InvalidDataException($"{key} holds a row of another bucket than {number}.");
            }
        }

        Fingerprints += sum;
        return least >= hour.Start.Microseconds && greatest < hour.End.Microseconds
            ? (least, greatest)
            : throw new InvalidDataException(first == Columns.Count ? $"{key} has no rows." : $"{key} holds events of another hour than {hour.Path}.");
    }
}
