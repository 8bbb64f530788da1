using System.Buffers.Binary;
using ZstdSharp;

namespace Clickstream.Compactor.Dimensions;

/// <summary>Reads what <see cref="PartWriter"/> wrote: each entry begins with its id. Owns the stream. Not safe for concurrent use.</summary>
/// <param name="name">Its name in errors.</param>
/// <param name="content">The file.</param>
internal sealed class PartReader(string name, System.IO.Stream content) : IAsyncDisposable
{
    private readonly Decompressor _decompressor = new();
    private readonly byte[] _header = new byte[sizeof(int) * 2];
    private byte[] _block = [];
    private byte[] _compressed = [];
    private int _length;
    private int _at;
    private int _idStart;
    private int _idEnd;
    private bool _hasBegun;

    /// <summary>The id of the entry that is read.</summary>
    public ReadOnlySpan<byte> Id => _block.AsSpan(_idStart.._idEnd);

    public async ValueTask DisposeAsync()
    {
        _decompressor.Dispose();
        await content.DisposeAsync();
    }

    /// <summary>Goes to the next entry. The one before must have been read to its end.</summary>
    /// <returns>False at the end of the section; what follows then is of the next one.</returns>
    /// <exception cref="InvalidDataException">It is not such a file.</exception>
    public async ValueTask<bool> NextAsync(CancellationToken cancellationToken)
    {
        if (_at == _length && !await ReadBlockAsync(cancellationToken))
        {
            return false;
        }

        var length = (int)Number();
        (_idStart, _idEnd) = (_at, _at + length);
        _at += length;
        return true;
    }

    /// <summary>Reads an unsigned number of the entry.</summary>
    public long Number()
    {
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var octet = _block[_at++];
            value |= (ulong)(octet & 0x7F) << shift;
            if (octet < 0x80)
            {
                return (long)value;
            }
        }
    }

    /// <summary>Reads a sum of the entry.</summary>
    public Int128 Sum() => new((ulong)Number(), (ulong)Number());

    /// <summary>Reads a text of the entry.</summary>
    public ReadOnlySpan<byte> Text()
    {
        var length = (int)Number();
        _at += length;
        return _block.AsSpan(_at - length, length);
    }

    private async ValueTask<bool> ReadBlockAsync(CancellationToken cancellationToken)
    {
        if (!_hasBegun)
        {
            _hasBegun = true;
            await content.ReadExactlyAsync(_header, cancellationToken);
            if (!PartWriter.Magic.SequenceEqual(_header))
            {
                throw new InvalidDataException($"{name} is not a part of the dimensions, or of a newer form.");
            }
        }

        await content.ReadExactlyAsync(_header, cancellationToken);
        (_length, _at) = (BinaryPrimitives.ReadInt32LittleEndian(_header), 0);
        var compressed = BinaryPrimitives.ReadInt32LittleEndian(_header.AsSpan(sizeof(int)));
        if (_length == 0)
        {
            return false;
        }

        if (_block.Length < _length)
        {
            _block = new byte[_length];
        }

        if (_compressed.Length < compressed)
        {
            _compressed = new byte[compressed];
        }

        await content.ReadExactlyAsync(_compressed.AsMemory(0, compressed), cancellationToken);
        _decompressor.Unwrap(_compressed.AsSpan(0, compressed), _block);
        return true;
    }
}
