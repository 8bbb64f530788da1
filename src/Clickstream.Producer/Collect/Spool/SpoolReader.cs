namespace Clickstream.Producer.Collect.Spool;

/// <summary>
/// Reads a spool in order, while it is being written. What is damaged is noted and passed over. Not safe for concurrent use.
/// </summary>
/// <param name="spool">The spool.</param>
/// <param name="from">Where to begin.</param>
internal sealed class SpoolReader(EventSpool spool, SpoolPosition from) : IDisposable
{
    private FrameScan? _scan;
    private SpoolSegment? _segment;
    private long _at;
    private long _expected;

    /// <summary>Moves to the next frame with events that are not drained.</summary>
    /// <returns>Null if there is none for now.</returns>
    /// <exception cref="IOException">The disk failed; a new reader goes on.</exception>
    public SpooledFrame? TryRead()
    {
        while (TryFindSegment())
        {
            var frame = _scan!.ReadAt(_at, _expected);
            if (frame.Kind != ScanKind.Intact)
            {
                PassDamage();
                continue;
            }

            var header = frame.Header;
            var lost = Lose(_expected, header.First);
            if (lost > 0)
            {
                Note(_at, 0, header.First, "Frames are missing before this one.");
            }

            _expected = header.First + header.Count;
            _at += SpoolFrame.HeaderBytes + header.Length;
            if (_expected > from.Next)
            {
                return new SpooledFrame(_segment!.Id, header.First, header.Count, _scan.Records) { Lost = TakeLost() };
            }
        }

        return null;
    }

    public void Dispose() => _scan?.Dispose();

    /// <summary>Events lost since the last frame that was given.</summary>
    private long _lost;

    private long TakeLost()
    {
        var lost = _lost;
        _lost = 0;
        return lost;
    }

    // Makes sure that there is something to read at the place.
    private bool TryFindSegment()
    {
        while (true)
        {
            // In this order: what is written before the next segment begins is then in the length.
            var following = _segment is null ? null : spool.From(_segment.Id + 1);
            var current = spool.From(_segment?.Id ?? from.Segment);
            if (current is null)
            {
                return false;
            }

            if (_segment is null || current.Id != _segment.Id)
            {
                Open(current);
            }

            _segment = current;
            _scan!.End = current.Length;
            if (_at < current.Length)
            {
                return true;
            }

            if (following is null)
            {
                return false;
            }

            if (following.First > _expected)
            {
                Note(_at, 0, following.First, "The end of the segment is missing.");
                Lose(_expected, following.First);
            }

            Open(following);
        }
    }

    private void Open(SpoolSegment segment)
    {
        _scan?.Dispose();
        _scan = new FrameScan(spool.Disk.Open(segment.Name), segment.Length);
        (_segment, _at, _expected) = (segment, SpoolFrame.SegmentHeaderBytes, segment.First);
    }

    private void PassDamage()
    {
        var resumed = _scan!.FindIntact(_at + 1, _expected);
        var end = resumed >= 0 ? resumed : _segment!.Length;
        var next = resumed >= 0 ? _scan.ReadAt(resumed, _expected).Header.First
            : _segment!.Next ?? spool.From(_segment.Id + 1)?.First ?? _expected;
        Note(_at, end - _at, next, "The bytes are not as they were written: a fault of the disk, or another program wrote to the file.");
        Lose(_expected, next);
        _expected = Math.Max(_expected, next);
        _at = end;
    }

    private void Note(long at, long bytes, long next, string reason) =>
        spool.Note(_segment!, spool.Damage(_segment!, at, bytes, _expected, Math.Max(0, next - _expected), reason));

    // What was lost before the position is counted in it already.
    private long Lose(long first, long next)
    {
        var lost = Math.Max(0, next - Math.Max(first, from.Next));
        _lost += lost;
        return lost;
    }
}

/// <summary>A frame of a spool.</summary>
/// <param name="Segment">Its segment.</param>
/// <param name="First">The number of its first event, which may be drained already.</param>
/// <param name="Count">Its events.</param>
/// <param name="Records">The records, valid until the next read.</param>
internal sealed record SpooledFrame(long Segment, long First, int Count, ReadOnlyMemory<byte> Records)
{
    /// <summary>Events before it that are lost.</summary>
    public long Lost { get; init; }
}
