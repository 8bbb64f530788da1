using System.Buffers.Binary;
using Clickstream.Core.Hashing;
using Clickstream.Core.Lake;

namespace Clickstream.Compactor.Buckets;

/// <summary>
/// Short fingerprints of click ids, each with the first bits of its visitor's hash, from which the click ids are found that several buckets have. Of rows
/// on disk, so they are on disk too; the file is open only while it is used, since an hour of many buckets has as many. Not safe for concurrent use.
/// </summary>
internal sealed class KeyLog(SpillFolder folder) : IDisposable
{
    private const int BufferBytes = 64 * 1024;

    private string? _path;

    /// <summary>Makes an entry: 48 bits of the click id, and below them 16 of the visitor.</summary>
    public static ulong Entry(UInt128 clickKey, ulong visitor) => Shorten(clickKey) | (visitor >> (64 - VisitorHash.MaxBits));

    /// <summary>The part of an entry that is of the click id.</summary>
    public static ulong Shorten(UInt128 clickKey) => Murmur3.Mix64((ulong)clickKey ^ (ulong)(clickKey >> 64)) & ~(ulong)ushort.MaxValue;

    /// <summary>The bucket of the visitor of an entry, of two to a power.</summary>
    public static int BucketOf(ulong entry, int bits) => (int)((entry & ushort.MaxValue) >> (VisitorHash.MaxBits - bits));

    /// <summary>Adds entries.</summary>
    /// <exception cref="IOException">The disk does not take them.</exception>
    public void Add(IEnumerable<ulong> entries)
    {
        using var file = new FileStream(_path ??= folder.NewFile(), FileMode.Append, FileAccess.Write, FileShare.None, BufferBytes);
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        foreach (var entry in entries)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(bytes, entry);
            file.Write(bytes);
        }
    }

    /// <summary>All entries.</summary>
    public IEnumerable<ulong> Read()
    {
        if (_path is null)
        {
            yield break;
        }

        using var file = new FileStream(_path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);
        var buffer = new byte[BufferBytes];
        for (int read; (read = file.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false)) > 0;)
        {
            for (var at = 0; at < read; at += sizeof(ulong))
            {
                yield return BinaryPrimitives.ReadUInt64LittleEndian(buffer.AsSpan(at));
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_path is not null)
        {
            File.Delete(_path);
        }
    }
}
