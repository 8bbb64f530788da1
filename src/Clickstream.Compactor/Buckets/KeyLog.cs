using System.Runtime.InteropServices;
using Clickstream.Core.Hashing;
using Clickstream.Core.Lake;

namespace Clickstream.Compactor.Buckets;

/// <summary>
/// Short fingerprints of click ids, each with the first bits of its visitor's hash, from which the click ids are found that several buckets
/// have. In memory up to a bound, then on disk. Not safe for concurrent use.
/// </summary>
internal sealed class KeyLog(SpillFolder folder) : IDisposable
{
    private const int MaxInMemory = 1 << 20; // 8 MiB.

    private readonly List<ulong> _recent = [];
    private string? _path;
    private FileStream? _file;

    /// <summary>How many there are.</summary>
    public long Count { get; private set; }

    /// <summary>Makes an entry: 48 bits of the click id, and below them 16 of the visitor.</summary>
    public static ulong Entry(UInt128 clickKey, ulong visitor) => Shorten(clickKey) | (visitor >> (64 - VisitorHash.MaxBits));

    /// <summary>The part of an entry that is of the click id.</summary>
    public static ulong Shorten(UInt128 clickKey) => Murmur3.Mix64((ulong)clickKey ^ (ulong)(clickKey >> 64)) & ~(ulong)ushort.MaxValue;

    /// <summary>The bucket of the visitor of an entry, of two to a power.</summary>
    public static int BucketOf(ulong entry, int bits) => (int)((entry & ushort.MaxValue) >> (VisitorHash.MaxBits - bits));

    /// <summary>Adds an entry.</summary>
    public void Add(ulong entry)
    {
        Count++;
        _recent.Add(entry);
        if (_recent.Count >= MaxInMemory)
        {
            _file ??= new FileStream(_path = folder.NewFile(), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
            _file.Write(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(_recent)));
            _recent.Clear();
        }
    }

    /// <summary>All entries.</summary>
    public IEnumerable<ulong> Read()
    {
        if (_file is not null)
        {
            _file.Position = 0;
            var buffer = new byte[64 * 1024];
            for (int read; (read = _file.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false)) > 0;)
            {
                for (var at = 0; at < read; at += sizeof(ulong))
                {
                    yield return BitConverter.ToUInt64(buffer, at);
                }
            }
        }

        foreach (var entry in _recent)
        {
            yield return entry;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_file is not null)
        {
            _file.Dispose();
            File.Delete(_path!);
        }
    }
}
