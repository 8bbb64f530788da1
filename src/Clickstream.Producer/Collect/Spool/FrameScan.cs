namespace Clickstream.Producer.Collect.Spool;

/// <summary>Reads frames of one segment by place, and finds the next one behind damage.</summary>
/// <param name="file">The segment; closed with this.</param>
/// <param name="end">Where what was committed ends.</param>
internal sealed class FrameScan(ISpoolFile file, long end) : IDisposable
{
    private const int Window = 1 << 20;

    private byte[] _bytes = new byte[64 * 1024];

    /// <summary>Where what was committed ends.</summary>
    public long End { get; set; } = end;

    /// <summary>The records of the frame that was read last; valid until the next read.</summary>
    public ReadOnlyMemory<byte> Records { get; private set; }

    /// <summary>Reads the frame at a place.</summary>
    /// <param name="at">Where it begins.</param>
    /// <param name="least">The least number that its first event can have.</param>
    public ScannedFrame ReadAt(long at, long least)
    {
        Records = default;
        Span<byte> header = stackalloc byte[SpoolFrame.HeaderBytes];
        if (at + SpoolFrame.HeaderBytes > End || file.Read(at, header) < header.Length)
        {
            return new ScannedFrame(ScanKind.Cut, default);
        }

        if (!SpoolFrame.TryReadHeader(header, out var frame) || frame.First < least)
        {
            return new ScannedFrame(ScanKind.NoFrame, default);
        }

        if (at + SpoolFrame.HeaderBytes + frame.Length > End)
        {
            return new ScannedFrame(ScanKind.Cut, frame);
        }

        if (_bytes.Length < frame.Length)
        {
            _bytes = new byte[frame.Length];
        }

        var records = _bytes.AsSpan(0, frame.Length);
        if (file.Read(at + SpoolFrame.HeaderBytes, records) < records.Length || !SpoolFrame.IsIntact(header, records))
        {
            return new ScannedFrame(ScanKind.Corrupt, frame);
        }

        Records = _bytes.AsMemory(0, frame.Length);
        return new ScannedFrame(ScanKind.Intact, frame);
    }

    /// <summary>Finds the next intact frame.</summary>
    /// <param name="from">Where to begin.</param>
    /// <param name="least">The least number that its first event can have.</param>
    /// <returns>Where it begins; negative if there is none.</returns>
    public long FindIntact(long from, long least)
    {
        var window = new byte[Window];
        for (var at = from; at < End;)
        {
            var read = file.Read(at, window.AsSpan(0, (int)Math.Min(Window, End - at)));
            var found = SpoolFrame.FindMagic(window.AsSpan(0, read));
            if (found < 0)
            {
                if (read < Window)
                {
                    return -1;
                }

                at += read - 3; // The magic may lie across the edge.
                continue;
            }

            at += found;
            if (ReadAt(at, least).Kind == ScanKind.Intact)
            {
                return at;
            }

            at++;
        }

        return -1;
    }

    public void Dispose() => file.Dispose();
}

/// <summary>What stands at a place.</summary>
internal enum ScanKind
{
    /// <summary>A frame as it was written.</summary>
    Intact,

    /// <summary>The beginning of a frame whose end was never written.</summary>
    Cut,

    /// <summary>A whole frame with another checksum.</summary>
    Corrupt,

    /// <summary>Bytes that begin no frame.</summary>
    NoFrame,
}

/// <summary>A frame at a place.</summary>
internal readonly record struct ScannedFrame(ScanKind Kind, FrameHeader Header);
