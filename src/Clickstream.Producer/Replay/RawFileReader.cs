using System.Collections.Concurrent;
using Clickstream.Core.Decoding;
using Clickstream.Core.Events;
using Clickstream.Core.Lake;
using Clickstream.Core.Objects;
using Clickstream.Core.Quarantine;
using Clickstream.Producer.Streams;

namespace Clickstream.Producer.Replay;

/// <summary>
/// Reads one raw object from a position on, for a feed: frames the inputs, decodes each for its partition key and event time, and hands on
/// the original bytes.
/// An input that would not arrive in the stream as the one input it is here is marked, for the quarantine at the source.
/// </summary>
internal sealed class RawFileReader : IAsyncDisposable
{
    private readonly IObjectStore _store;
    private readonly ReplayOptions _options;
    private readonly EventDecoder _decoder = new(DecoderOptions.Default);
    private readonly EventBatch _batch = new();
    private readonly ConcurrentDictionary<long, (long Offset, long Length)> _places = new();
    private readonly long _from;
    private InputReader? _reader;
    private System.IO.Stream? _content;
    private MergeTime _time;

    public RawFileReader(IObjectStore store, ReplayOptions options, RawObject raw, FilePosition from)
    {
        _store = store;
        _options = options;
        Raw = raw;
        From = from;
        _from = from.Inputs;
        _time = new MergeTime(from.Time);
        Quarantine = new SourceQuarantine(options, raw);
    }

    public RawObject Raw { get; }

    public FilePosition From { get; }

    public SourceQuarantine Quarantine { get; }

    /// <summary>Inputs marked for the quarantine since this run began.</summary>
    public long Quarantined { get; private set; }

    /// <summary>Why the object could not be read to its end; null while all is well.</summary>
    public string? Fault { get; private set; }

    /// <summary>Stored bytes read so far, for the progress.</summary>
    public long BytesRead { get; private set; }

    /// <summary>The entry of an input that is marked for the quarantine.</summary>
    public void QuarantineItem(in ItemInfo item, ReadOnlySpan<byte> data)
    {
        Quarantined++;
        Quarantine.Add(EntryOf(item.Problem, item.Number, _places.TryRemove(item.Number, out var place) ? place : default, data.ToArray()));
    }

    public async ValueTask<bool> FillAsync(ItemBlock block, CancellationToken cancellationToken)
    {
        try
        {
            return (_reader is not null || await OpenAsync(cancellationToken).ConfigureAwait(false))
                && await FillOpenAsync(block, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What is in the block is good. The object is not finished, so the next run goes on behind it.
            Fault = $"{Raw.Key} cannot be read to its end: {e.Message}";
            return block.Count > 0;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_reader is not null)
        {
            await _reader.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async Task<bool> OpenAsync(CancellationToken cancellationToken)
    {
        if (Fault is not null)
        {
            return false;
        }

        _content = await _store.OpenReadAsync(Raw.Key, cancellationToken).ConfigureAwait(false);
        if (_content is null)
        {
            Fault = $"{Raw.Key} was removed after it was listed.";
            return false;
        }

        _reader = InputReader.Open(_content, DecoderOptions.Default);
        return true;
    }

    private async ValueTask<bool> FillOpenAsync(ItemBlock block, CancellationToken cancellationToken)
    {
        while (block.HasRoom && Fault is null)
        {
            if (!_reader!.TryReadBuffered())
            {
                BytesRead = _content!.CanSeek ? _content.Position : BytesRead;
                if (!await _reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    BytesRead = Raw.Size;
                    break;
                }
            }

            Take(block);
        }

        return block.Count > 0;
    }

    private void Take(ItemBlock block)
    {
        var item = _reader!.Item.Span;
        _batch.Clear();
        var reason = _reader.Problem != RejectionReason.None ? _reader.Problem : _decoder.Decode(item, _batch);
        if (reason == RejectionReason.None)
        {
            _time.Follow(_batch.Rows[0].Time.Microseconds);
        }

        var problem = PassesStream(item, reason) ? RejectionReason.None : ProblemOf(item, reason);
        if (_reader.Number < _from)
        {
            Recall(problem, item);
            return;
        }

        if (problem != RejectionReason.None)
        {
            _places[_reader.Number] = (_reader.Offset, _reader.Length);
        }

        var start = block.Append(item);
        var keyStart = block.Append(reason == RejectionReason.None ? EventKey.Of(_batch, in _batch.RowAt(0)) : default);
        block.Add(new ItemInfo(start, item.Length, keyStart, block.Length - keyStart, _time.Current, _reader.Number, problem));
    }

    private void Recall(RejectionReason problem, ReadOnlySpan<byte> item)
    {
        if (problem != RejectionReason.None)
        {
            Quarantine.Recall(EntryOf(problem, _reader!.Number, (_reader.Offset, _reader.Length), item.ToArray()));
        }
    }

    /// <summary>
    /// Whether the worker will see the input as one input. A valid event is one; what is damaged may look different alone than it did among
    /// others,
    /// for instance an array within an array.
    /// </summary>
    private static bool PassesStream(ReadOnlySpan<byte> item, RejectionReason reason)
    {
        if (reason is RejectionReason.TooLarge or RejectionReason.CorruptCompression || item.Length > StreamProducerOptions.MaxInputBytes)
        {
            return false;
        }

        if (reason == RejectionReason.None)
        {
            return true;
        }

        var framer = new InputFramer(item);
        return !InputInflater.IsCompressed(item)
            && framer.TryRead(out var alone, out _) && alone.Length == item.Length && !framer.TryRead(out _, out _);
    }

    private static RejectionReason ProblemOf(ReadOnlySpan<byte> item, RejectionReason reason) =>
        item.Length > StreamProducerOptions.MaxInputBytes ? RejectionReason.TooLarge : reason;

    private QuarantineEntry EntryOf(RejectionReason reason, long number, (long Offset, long Length) place, byte[] payload) => new()
    {
        Reason = reason,
        Hour = Raw.Hour,
        Source = Raw.Key.Value,
        Origin = new Core.Ledgers.Origin(_options.ProducerId, Raw.Source, number).ToString(),
        Offset = place.Offset,
        Length = place.Length,
        Payload = payload.AsMemory(0, Math.Min(payload.Length, InputReader.MaxKeptBytes)),
    };
}
