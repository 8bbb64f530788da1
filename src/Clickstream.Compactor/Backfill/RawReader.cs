using System.Runtime.InteropServices;
using Clickstream.Compactor.Buckets;
using Clickstream.Compactor.Erasure;
using Clickstream.Core.Decoding;
using Clickstream.Core.Events;
using Clickstream.Core.Objects;
using Clickstream.Core.Time;

namespace Clickstream.Compactor.Backfill;

/// <summary>Reads chunks of raw objects into the hours of their events. Reused from one to the next; not safe for concurrent use.</summary>
/// <param name="raw">Where the raw objects are.</param>
/// <param name="lake">Where the quarantine is.</param>
/// <param name="hours">The hours.</param>
/// <param name="options">What is kept of addresses, and what is added.</param>
/// <param name="tombstones">Who was erased.</param>
internal sealed class RawReader(IObjectStore raw, IObjectStore lake, OpenHours hours, CompactOptions options, Tombstones tombstones)
{
    private const int EventsPerHandover = 1024;
    private const int MostWaiting = 2; // Enough that readers of one hour hardly ever wait for each other; each takes up to a megabyte.
    private const int MaxBatchText = 4 * 1024 * 1024; // A few large events fill a batch as many small ones do.

    private readonly EventDecoder _decoder = new(DecoderOptions.Default with { Addresses = options.Addresses, Enrichment = options.Enrichment });
    private readonly Queue<EventBatch> _waiting = [];
    private readonly Stack<EventBatch> _spare = [];
    private readonly BucketRoute _route = new();
    private readonly List<int> _chosen = [];
    private readonly List<int> _left = [];
    private EventBatch _events = new();

    private bool HasRoom => _events.Count < EventsPerHandover && _events.TextLength < MaxBatchText;

    /// <summary>Reads a chunk to its end.</summary>
    /// <param name="chunk">The chunk.</param>
    /// <param name="tally">Gets what was found in it, also if it cannot be read to its end.</param>
    /// <param name="cancellationToken">Aborts.</param>
    /// <exception cref="IOException">It cannot be read, or is gone.</exception>
    public async Task ReadAsync(RawChunk chunk, RawTally tally, CancellationToken cancellationToken)
    {
        _events.Clear();
        var quarantine = new RawQuarantine(lake, chunk);
        await using var reader = InputReader.Open(await OpenAsync(chunk, cancellationToken), DecoderOptions.Default);
        try
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                do
                {
                    Decode(reader, chunk, tally, quarantine);
                    while (HasRoom && reader.TryDecodeBuffered(_decoder, _events))
                    {
                        // The next one.
                    }
                }
                while (HasRoom && !quarantine.IsFull && reader.TryReadBuffered());

                HandOver(tally, MostWaiting);
                if (quarantine.IsFull)
                {
                    await quarantine.SaveAsync(cancellationToken);
                }
            }
        }
        finally
        {
            HandOver(tally, 0); // Nothing may be left for the next chunk.
        }

        await quarantine.SaveAsync(cancellationToken);
    }

    private async Task<System.IO.Stream> OpenAsync(RawChunk chunk, CancellationToken cancellationToken)
    {
        var content = await raw.OpenReadAsync(chunk.Raw.Key, cancellationToken) ?? throw RawSplit.Gone(chunk.Raw);
        if (chunk.Begin > 0)
        {
            content.Position = chunk.Begin;
        }

        return chunk.End is { } end ? new RangeStream(content, end - chunk.Begin) : content;
    }

    private void Decode(InputReader reader, RawChunk chunk, RawTally tally, RawQuarantine quarantine)
    {
        var problem = reader.Problem;
        problem = problem == RejectionReason.None ? _decoder.Decode(reader.Item.Span, _events) : problem;
        if (problem != RejectionReason.None)
        {
            tally.Reject(chunk.Raw.Hour);
            quarantine.Add(problem, reader);
        }
    }

    private bool IsErased(EventBatch events, Hour hour, int index, RawTally tally)
    {
        ref var row = ref events.RowAt(index);
        if (!tombstones.Apply(events, ref row))
        {
            return false;
        }

        tally.Erase(hour, events, in row);
        return true;
    }

    // While another reader is adding to the hour, this one decodes on.
    private void HandOver(RawTally tally, int mostWaiting)
    {
        if (_waiting.Count < mostWaiting && _events.Count > 0 && hours[_events.Rows[0].Time.Hour].IsBusy)
        {
            _waiting.Enqueue(_events);
            _events = _spare.TryPop(out var spare) ? spare : new EventBatch();
            return;
        }

        while (_waiting.TryDequeue(out var waiting))
        {
            HandOver(waiting, tally);
            _spare.Push(waiting);
        }

        HandOver(_events, tally);
    }

    // Nearly always all events are of one hour.
    private void HandOver(EventBatch events, RawTally tally)
    {
        _left.Clear();
        for (var i = 0; i < events.Count; i++)
        {
            _left.Add(i);
        }

        while (_left.Count > 0)
        {
            var hour = events.Rows[_left[0]].Time.Hour;
            var (start, end) = (hour.Start, hour.End);
            _chosen.Clear();
            var others = 0;
            for (var i = 0; i < _left.Count; i++)
            {
                var index = _left[i];
                var time = events.Rows[index].Time;
                if (time >= start && time < end)
                {
                    _chosen.Add(index);
                }
                else
                {
                    _left[others++] = index;
                }
            }

            _left.RemoveRange(others, _left.Count - others);
            var chosen = CollectionsMarshal.AsSpan(_chosen);
            tally.Add(hour, events, chosen);
            if (!tombstones.IsEmpty)
            {
                _chosen.RemoveAll(index => IsErased(events, hour, index, tally));
                chosen = CollectionsMarshal.AsSpan(_chosen);
            }

            hours[hour].AddCounted(events, chosen, _route);
        }

        events.Clear();
    }
}
