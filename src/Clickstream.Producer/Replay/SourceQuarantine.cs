using System.Buffers;
using System.Globalization;
using System.IO.Compression;
using Clickstream.Core.Lake;
using Clickstream.Core.Objects;
using Clickstream.Core.Quarantine;

namespace Clickstream.Producer.Replay;

/// <summary>
/// The inputs of one raw object that cannot go through the stream, in parts of <see cref="EntriesPerPart"/> entries:
/// <c>quarantine/HOUR/replay-ID-SOURCE.json.gz</c>, the next parts with a number behind. Which entry is in which part follows from the
/// object alone,
/// so a replay that goes on after a kill writes the same parts again.
/// </summary>
internal sealed class SourceQuarantine(ReplayOptions options, RawObject raw)
{
    /// <summary>Bounds what is held in memory: an entry keeps at most 64 KiB of its input.</summary>
    public const int EntriesPerPart = 256;

    private readonly Lock _lock = new();
    private readonly List<QuarantineEntry> _part = [];
    private readonly List<(ObjectKey Key, byte[] Content)> _full = [];
    private int _parts;
    private bool _isDirty;

    /// <summary>Whether a part is full and should be saved soon.</summary>
    public bool HasFullPart
    {
        get
        {
            lock (_lock)
            {
                return _full.Count > 0;
            }
        }
    }

    /// <summary>Notes an entry that an earlier run has written: it takes its place in its part.</summary>
    public void Recall(QuarantineEntry entry)
    {
        lock (_lock)
        {
            Append(entry, isKnown: true);
        }
    }

    /// <summary>Adds an entry.</summary>
    public void Add(QuarantineEntry entry)
    {
        lock (_lock)
        {
            Append(entry, isKnown: false);
        }
    }

    /// <summary>What must be saved before the position that covers it.</summary>
    public IReadOnlyList<(ObjectKey Key, byte[] Content)> TakeUnsaved()
    {
        lock (_lock)
        {
            if (_full.Count == 0 && !_isDirty)
            {
                return [];
            }

            var unsaved = _full.ToList();
            _full.Clear();
            if (_isDirty)
            {
                unsaved.Add(Write());
                _isDirty = false;
            }

            return unsaved;
        }
    }

    private void Append(QuarantineEntry entry, bool isKnown)
    {
        _part.Add(entry);
        _isDirty |= !isKnown;
        if (_part.Count < EntriesPerPart)
        {
            return;
        }

        if (_isDirty)
        {
            _full.Add(Write());
        }

        _part.Clear();
        _parts++;
        _isDirty = false;
    }

    private (ObjectKey Key, byte[] Content) Write()
    {
        var lines = new ArrayBufferWriter<byte>();
        using var writer = new QuarantineLineWriter();
        foreach (var entry in _part)
        {
            writer.Write(entry, lines);
        }

        using var content = new MemoryStream();
        using (var zip = new GZipStream(content, CompressionLevel.Fastest, leaveOpen: true))
        {
            zip.Write(lines.WrittenSpan);
        }

        var number = _parts == 0 ? string.Empty : string.Create(CultureInfo.InvariantCulture, $"-{_parts}");
        var name = $"{options.ProducerId}-{raw.Source}{number}.json.gz";
        return (new ObjectKey($"{LakeLayout.Quarantine}{raw.Hour.Path}/{name}"), content.ToArray());
    }
}
