using System.Buffers.Text;
using System.Text;
using System.Threading.Channels;

namespace Clickstream.Producer.Streams;

/// <summary>Fills a block with the next inputs of a source.</summary>
/// <returns>False if there are none.</returns>
internal delegate ValueTask<bool> FillBlock(ItemBlock block, CancellationToken cancellationToken);

/// <summary>The inputs of one source, read ahead by a task of its own in bounded memory, seen one at a time.</summary>
internal sealed class ItemFeed : IAsyncDisposable
{
    /// <summary>Full blocks that wait: one in use, one ready, so that reader and user never wait for each other for long.</summary>
    private const int ReadAhead = 2;

    private readonly Channel<ItemBlock> _full = Channel.CreateBounded<ItemBlock>(
        new BoundedChannelOptions(ReadAhead) { SingleReader = true, SingleWriter = true });

    private readonly Channel<ItemBlock> _empty = Channel.CreateUnbounded<ItemBlock>(); // Bounded by the blocks that exist.
    private readonly CancellationTokenSource _stop = new();
    private readonly byte[] _origin;
    private readonly int _originPrefix;
    private readonly Task _reading;
    private ItemBlock? _block;
    private int _index;

    /// <param name="source">What the caller knows the feed by.</param>
    /// <param name="originPrefix">The origin of its inputs up to the number.</param>
    /// <param name="blockBytes">Bytes of a block.</param>
    /// <param name="fill">Reads the source.</param>
    public ItemFeed(object source, string originPrefix, int blockBytes, FillBlock fill)
    {
        const int LongestNumber = 20;
        Source = source;
        _origin = new byte[Encoding.UTF8.GetByteCount(originPrefix) + LongestNumber];
        _originPrefix = Encoding.UTF8.GetBytes(originPrefix, _origin);
        for (var i = 0; i <= ReadAhead; i++)
        {
            _empty.Writer.TryWrite(new ItemBlock(blockBytes));
        }

        _reading = Task.Run(() => ReadAsync(fill, _stop.Token));
    }

    public object Source { get; }

    public ItemBlock Block => _block!;

    public ref readonly ItemInfo Current => ref _block![_index];

    /// <summary>The number behind the last input that was taken.</summary>
    public long Position { get; private set; }

    /// <summary>The time of the last input that was taken.</summary>
    public long PositionTime { get; private set; }

    /// <summary>The origin of the current input, valid until the next call.</summary>
    public ReadOnlySpan<byte> Origin()
    {
        Utf8Formatter.TryFormat(Current.Number, _origin.AsSpan(_originPrefix), out var written);
        return _origin.AsSpan(0, _originPrefix + written);
    }

    /// <summary>Moves to the next input of the block; false at its end, and then <see cref="NextBlockAsync"/> goes on.</summary>
    public bool TryMoveNext()
    {
        ref readonly var taken = ref Current;
        Position = taken.Number + 1;
        PositionTime = taken.Time;
        return ++_index < _block!.Count;
    }

    /// <summary>Moves to the first input of the next block.</summary>
    /// <returns>False at the end.</returns>
    public async ValueTask<bool> NextBlockAsync(CancellationToken cancellationToken)
    {
        if (_block is not null)
        {
            _empty.Writer.TryWrite(_block);
            _block = null;
        }

        _index = 0;
        while (await _full.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
        {
            if (_full.Reader.TryRead(out _block))
            {
                return true;
            }
        }

        return false;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _reading.ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task ReadAsync(FillBlock fill, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                var block = await _empty.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);
                block.Clear();
                if (!await fill(block, cancellationToken).ConfigureAwait(false))
                {
                    break;
                }

                await _full.Writer.WriteAsync(block, cancellationToken).ConfigureAwait(false);
            }

            _full.Writer.Complete();
        }
#pragma warning disable CA1031 // The fault belongs to whoever reads the feed: the channel throws it there.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            _full.Writer.Complete(fault);
        }
    }
}
