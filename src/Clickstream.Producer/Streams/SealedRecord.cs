using System.Buffers;
using Clickstream.Core.Streams;

namespace Clickstream.Producer.Streams;

/// <summary>An aggregated record that waits to be put, in rented memory.</summary>
internal sealed class SealedRecord(byte[] buffer, int length, UInt128 hashKey, long inputBytes, FlushEpoch epoch) : IDisposable
{
    public int Length => length;

    public UInt128 HashKey => hashKey;

    /// <summary>Bytes of its inputs, by which the producer counts what is in flight.</summary>
    public long InputBytes => inputBytes;

    public FlushEpoch Epoch => epoch;

    /// <summary>Puts of this record that the service failed.</summary>
    public int Failures { get; set; }

    public ReadOnlySpan<byte> Bytes => buffer.AsSpan(0, length);

    public PutEntry ToEntry(string partitionKey) => new(partitionKey, buffer.AsMemory(0, length), hashKey);

    public static SealedRecord Copy(ReadOnlySpan<byte> record, UInt128 hashKey, long inputBytes, FlushEpoch epoch)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(record.Length);
        record.CopyTo(buffer);
        return new SealedRecord(buffer, record.Length, hashKey, inputBytes, epoch);
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(buffer);
}
