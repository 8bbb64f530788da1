using Clickstream.Compactor.Parquet.Writing;
using ZstdSharp;

namespace Clickstream.Compactor.Dimensions;

/// <summary>
/// Writes entries of bytes in compressed blocks, section by section: what the hours add to the dimensions. It is our own form and not Parquet, since nobody
/// else reads it, and since it is merged from one end to the other. Not safe for concurrent use.
/// </summary>
internal sealed class PartWriter(System.IO.Stream output) : IDisposable
{
    /// <summary>What a file begins with; the last byte is the version of the form.</summary>
    public static ReadOnlySpan<byte> Magic => "CSDIM\0\0\x01"u8;

    private const int BlockBytes = 1 << 18; // Enough to compress well; a merge of a hundred files holds a block of each.

    private readonly Compressor _compressor = new(1);
    private readonly ByteSink _block = new(BlockBytes);
    private readonly ByteSink _compressed = new(BlockBytes);
    private bool _hasBegun;

    /// <summary>Entries so far.</summary>
    public long Count { get; private set; }

    /// <summary>Where the next entry is put; <see cref="EndEntryAsync"/> follows.</summary>
    public ByteSink Entry => _block;

    public void Dispose() => _compressor.Dispose();

    public async ValueTask EndEntryAsync(CancellationToken cancellationToken)
    {
        Count++;
        if (_block.Length >= BlockBytes)
        {
            await FlushAsync(cancellationToken);
        }
    }

    public async ValueTask EndSectionAsync(CancellationToken cancellationToken)
    {
        await FlushAsync(cancellationToken);
        await WriteAsync(new byte[sizeof(int) * 2], cancellationToken);
    }

    private async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        if (_block.Length == 0)
        {
            return;
        }

        _compressed.Clear();
        _compressed.Reserve(sizeof(int) * 2);
        _compressed.Commit(sizeof(int) * 2);
        _compressed.Commit(_compressor.Wrap(_block.Written, _compressed.Reserve(Compressor.GetCompressBound(_block.Length))));
        _compressed.PutInt32At(0, _block.Length);
        _compressed.PutInt32At(sizeof(int), _compressed.Length - (sizeof(int) * 2));
        await WriteAsync(_compressed.WrittenMemory, cancellationToken);
        _block.Clear();
    }

    private async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        if (!_hasBegun)
        {
            _hasBegun = true;
            await output.WriteAsync(Magic.ToArray(), cancellationToken);
        }

        await output.WriteAsync(bytes, cancellationToken);
    }
}
