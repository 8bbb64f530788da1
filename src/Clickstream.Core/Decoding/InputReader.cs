using Clickstream.Core.Events;

namespace Clickstream.Core.Decoding;

/// <summary>
/// Splits an object of any size into items, in bounded memory: plain or gzip (told by its first bytes, of one or more members), lines of
/// JSON, a top-level array or objects one after the other. Every input is an item, bad ones too, so that all of them are counted; numbers
/// and offsets are the same on every reading. Faults of the source (<see cref="IOException"/>) pass through; opening the object anew and
/// skipping to <see cref="Number"/> is the way to retry.
/// </summary>
public sealed class InputReader : IAsyncDisposable
{
    /// <summary>What is kept of an item that is too large.</summary>
    public const int MaxKeptBytes = 64 * 1024;

    private const int BufferBytes = 512 * 1024; // Large enough that reading costs little per item.

    private readonly System.IO.Stream _source;
    private readonly DecoderOptions _options;
    private System.IO.Stream? _content;
    private byte[] _buffer = new byte[BufferBytes];
    private int _start;
    private int _end;
    private long _bufferOffset;
    private Framing _framing;
    private OversizedItem? _oversized;
    private bool _isFinal;
    private bool _isCorrupt;
    private bool _isDone;

    private InputReader(System.IO.Stream source, DecoderOptions options)
    {
        _source = source;
        _options = options;
    }

    /// <summary>The bytes of the item, valid until the next read. For one that is too large, the first 64 KiB.</summary>
    public ReadOnlyMemory<byte> Item { get; private set; }

    /// <summary>The true length of the item.</summary>
    public long Length { get; private set; }

    /// <summary>Which item it is, from 0, bad ones counted.</summary>
    public long Number { get; private set; } = -1;

    /// <summary>Where it begins in the decompressed content.</summary>
    public long Offset { get; private set; }

    /// <summary>
    /// None; MalformedJson or TooDeep for bytes that are no item; TooLarge; or CorruptCompression for what could not be inflated, which
    /// is always the last item and holds what was left of a cut item. None means that the decoder must look at it.
    /// </summary>
    public RejectionReason Problem { get; private set; }

    /// <summary>Starts reading an object.</summary>
    /// <param name="source">The bytes; closed with the reader.</param>
    /// <param name="options">The limits.</param>
    public static InputReader Open(System.IO.Stream source, DecoderOptions options)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(options);
        return new InputReader(source, options);
    }

    /// <summary>Moves to the next item.</summary>
    /// <returns>False at the end.</returns>
    /// <exception cref="IOException">The source failed.</exception>
    public async ValueTask<bool> ReadAsync(CancellationToken cancellationToken)
    {
        while (!TryReadBuffered())
        {
            if (_isDone)
            {
                return false;
            }

            await FillAsync(cancellationToken).ConfigureAwait(false);
        }

        return true;
    }

    /// <summary>
    /// Moves to the next item if it is in memory already: the fast path, to be called until it returns false, and then <see
    /// cref="ReadAsync"/>.
    /// </summary>
    public bool TryReadBuffered()
    {
        if (_oversized is not null && !TryPassOversized())
        {
            return _isDone && EmitOversized();
        }

        if (_oversized is not null)
        {
            return EmitOversized();
        }

        if (_isDone || _content is null)
        {
            return false;
        }

        var frame = _framing.Next(_buffer.AsSpan(0, _end), _start, _isFinal);
        if (frame.Kind == FrameKind.Item)
        {
            _start = frame.Next;
            Emit(frame.Start, frame.Length, frame.Problem);
            return true;
        }

        if (frame.Kind == FrameKind.NeedMore && _end - frame.Start > _options.MaxEventBytes)
        {
            return TryPassLarge(frame.Start);
        }

        _start = frame.Start;
        return _isFinal && EndOfContent();
    }

    /// <summary>
    /// Moves to the next item and decodes it, if it is in memory already and looks like events before it: the fastest path, to be tried
    /// before <see cref="TryReadBuffered"/>. It finds the end of the item and its fields in one pass.
    /// </summary>
    /// <param name="decoder">A decoder with the same limits.</param>
    /// <param name="into">Gets one more row.</param>
    /// <returns>False if nothing was moved: the item must go the long way.</returns>
    public bool TryDecodeBuffered(EventDecoder decoder, EventBatch into)
    {
        ArgumentNullException.ThrowIfNull(decoder);
        ArgumentNullException.ThrowIfNull(into);
        if (_start >= _end || _buffer[_start] != '{' || !_framing.IsBetweenLines || _oversized is not null || _isDone || _content is null)
        {
            return false;
        }

        var length = decoder.TryDecodeLine(_buffer.AsSpan(_start), _end - _start, into, out var next);
        if (length == 0)
        {
            return false;
        }

        Emit(_start, length, RejectionReason.None);
        _start += next;
        _framing.Passed();
        return true;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_content is not null && _content != _source)
        {
            await _content.DisposeAsync().ConfigureAwait(false);
        }

        await _source.DisposeAsync().ConfigureAwait(false);
    }

    private void Emit(int start, int length, RejectionReason problem)
    {
        var isLarge = length > _options.MaxEventBytes;
        Item = _buffer.AsMemory(start, isLarge ? Math.Min(length, MaxKeptBytes) : length);
        Length = length;
        Problem = isLarge ? RejectionReason.TooLarge : problem;
        Offset = _bufferOffset + start;
        Number++;
    }

    // The content has ended. What is left of corrupt content is the last item.
    private bool EndOfContent()
    {
        _isDone = true;
        if (!_isCorrupt)
        {
            return false;
        }

        Emit(_end, 0, RejectionReason.CorruptCompression);
        Item = _buffer.AsMemory(_end, _cutBytes);
        Length = _cutBytes;
        return true;
    }

    private int _cutBytes;

    // More than fits, and no end yet. If it goes over several lines and the next one begins an object, the first line is a damaged one.
    private bool TryPassLarge(int start)
    {
        var bytes = _buffer.AsSpan(start, _end - start);
        var line = bytes.IndexOf((byte)'\n');
        var isSpread = line >= 0 && bytes[line..].TrimStart(" \t\r\n"u8) is [(byte)'"' or (byte)'}', ..];
        if (line >= 0 && !isSpread)
        {
            var frame = _framing.Damaged(_buffer.AsSpan(0, _end), start, isFinal: false, RejectionReason.MalformedJson);
            _start = frame.Next;
            Emit(frame.Start, frame.Length, frame.Problem);
            return true;
        }

        _start = start;
        _oversized = new OversizedItem(_bufferOffset + start, isSpread || _framing.InArray);
        return TryReadBuffered();
    }

    private bool TryPassOversized()
    {
        var taken = _oversized!.Take(_buffer.AsSpan(_start, _end - _start), out var isComplete);
        _start += taken;
        _isDone |= _isFinal && !isComplete;
        return isComplete;
    }

    private bool EmitOversized()
    {
        var oversized = _oversized!;
        _oversized = null;
        _framing.Passed();
        Item = oversized.Head;
        Length = oversized.Length;
        Offset = oversized.Offset;
        Problem = RejectionReason.TooLarge;
        Number++;
        _isDone &= !_isCorrupt;
        return true;
    }

    private async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        MakeRoom();
        if (_content is null)
        {
            await OpenContentAsync(cancellationToken).ConfigureAwait(false);
            return;
        }

        try
        {
            var read = await _content.ReadAsync(_buffer.AsMemory(_end..^LineShapes.Width), cancellationToken).ConfigureAwait(false);
            _end += read;
            _isFinal = read == 0;
        }
        catch (InvalidDataException) when (_content != _source)
        {
            // Lines that are whole are good; the last one may hold anything.
            _isCorrupt = _isFinal = true;
            var whole = _start + _buffer.AsSpan(_start, _end - _start).LastIndexOf((byte)'\n') + 1;
            _cutBytes = _end - whole;
            _end = whole;
        }
    }

    private async ValueTask OpenContentAsync(CancellationToken cancellationToken)
    {
        var read = 1;
        while (_end < 2 && read > 0)
        {
            read = await _source.ReadAsync(_buffer.AsMemory(_end..^LineShapes.Width), cancellationToken).ConfigureAwait(false);
            _end += read;
        }

        if (!InputInflater.IsCompressed(_buffer.AsSpan(0, _end)))
        {
            _content = _source;
            return;
        }

        _content = new InflatingStream(_source, _buffer.AsMemory(0, _end).ToArray());
        _end = 0;
    }

    private void MakeRoom()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _bufferOffset += _start;
            _end -= _start;
            _start = 0;
        }

        // A part of an item that fills half of the buffer: the rest may be as long, up to the limit.
        if (_end > _buffer.Length / 2 && _buffer.Length < _options.MaxEventBytes + BufferBytes)
        {
            Array.Resize(ref _buffer, Math.Min(_buffer.Length * 2, _options.MaxEventBytes + BufferBytes));
        }
    }
}
