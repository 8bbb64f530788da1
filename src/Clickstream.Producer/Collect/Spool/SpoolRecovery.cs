namespace Clickstream.Producer.Collect.Spool;

/// <summary>Looks at what an earlier process left.</summary>
internal static class SpoolRecovery
{
    /// <summary>Inspects a segment; the newest one wholly, since its end may be torn.</summary>
    /// <returns>What it holds; null if there is nothing in it, and then it is removed.</returns>
    public static Found? Inspect(EventSpool spool, long id, bool isNewest)
    {
        using var file = spool.Disk.Open(SpoolSegment.NameOf(id));
        Span<byte> header = stackalloc byte[SpoolFrame.SegmentHeaderBytes];
        var first = SpoolFrame.ReadSegment(header[..file.Read(0, header)]);
        var segment = new SpoolSegment(id, first ?? spool.Next, file.Length);
        if (!isNewest)
        {
            return new Found(segment, 0, 0);
        }

        if (first is null && file.Length <= SpoolFrame.SegmentHeaderBytes)
        {
            var torn = file.Length;
            file.Truncate(0);
            return torn == 0 ? null : new Found(segment with { Length = 0 }, 0, torn);
        }

        return InspectNewest(spool, segment, file);
    }

    // Frames are written one after the other, each when the one before is durable; so only the last can be torn, and an intact frame behind a bad one
    // means that the bad one was damaged later.
    private static Found InspectNewest(EventSpool spool, SpoolSegment segment, ISpoolFile file)
    {
        var scan = new FrameScan(file, segment.Length);
        long at = SpoolFrame.SegmentHeaderBytes;
        var next = segment.First;
        while (at < segment.Length)
        {
            var frame = scan.ReadAt(at, next);
            if (frame.Kind == ScanKind.Intact)
            {
                next = frame.Header.First + frame.Header.Count;
                at += SpoolFrame.HeaderBytes + frame.Header.Length;
                continue;
            }

            var resumed = scan.FindIntact(at + 1, next);
            if (resumed >= 0)
            {
                at = resumed; // The reader meets it again, and notes the damage.
                next = scan.ReadAt(at, next).Header.First;
                continue;
            }

            if (frame.Kind != ScanKind.Cut)
            {
                // Not cut short, and not what was written: torn by a power cut, or damaged since. Nobody can tell, so it is kept.
                spool.Note(segment, spool.Damage(
                    segment, at, segment.Length - at, next, 0,
                    "The last frame is not as it was written: a power cut before anybody was answered for it, or a fault of the disk."));
                return new Found(segment with { Length = at, Next = next }, next, 0);
            }

            file.Truncate(at);
            return new Found(segment with { Length = at, Next = next }, next, segment.Length - at);
        }

        return new Found(segment with { Next = next }, next, 0);
    }

    /// <summary>A segment of an earlier process.</summary>
    /// <param name="Segment">What of it may be read.</param>
    /// <param name="Next">The number behind its last event; 0 if it was not looked at.</param>
    /// <param name="TornBytes">Bytes of a write that was cut off.</param>
    internal sealed record Found(SpoolSegment Segment, long Next, long TornBytes);
}
