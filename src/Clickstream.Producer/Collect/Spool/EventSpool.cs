using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Clickstream.Producer.Collect.Spool;

/// <summary>
/// Events that were answered for and are not yet in the stream, in the order in which they were accepted: a folder of segments that are only appended to.
/// What <see cref="SpoolWriter"/> commits survives a kill and, flushed, a power cut; <see cref="SpoolReader"/> reads it; this is what both know.
/// Safe for concurrent use.
/// </summary>
internal sealed class EventSpool
{
    private const int IdBytes = 6; // 48 bits at random: no two spools of one lake share a name.

    private readonly Lock _lock = new();
    private readonly List<SpoolSegment> _segments = [];
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private TaskCompletionSource _grown = New();
    private SpoolPosition _position;
    private long _lastId;
    private long _next;
    private long _bytes;

    private EventSpool(ISpoolDisk disk, SpoolOptions options, ILogger logger, TimeProvider time, SpoolPosition position)
    {
        (Disk, Options, _logger, _time, _position) = (disk, options, logger, time, position);
    }

    public ISpoolDisk Disk { get; }

    public SpoolOptions Options { get; }

    /// <summary>How far it is drained, as stored.</summary>
    public SpoolPosition Position
    {
        get
        {
            lock (_lock)
            {
                return _position;
            }
        }
    }

    /// <summary>The number that the next event gets.</summary>
    public long Next
    {
        get
        {
            lock (_lock)
            {
                return _next;
            }
        }
    }

    /// <summary>Bytes on disk.</summary>
    public long Bytes
    {
        get
        {
            lock (_lock)
            {
                return _bytes;
            }
        }
    }

    /// <summary>What opening found at the end of the newest segment: bytes that a kill had cut off, before anyone was answered for them.</summary>
    public long TornBytes { get; private set; }

    /// <summary>Damage found so far by this process.</summary>
    public int Damages { get; private set; }

    /// <summary>Opens a spool, or makes one.</summary>
    /// <exception cref="IOException">The disk failed.</exception>
    /// <exception cref="InvalidDataException">The position cannot be read.</exception>
    public static EventSpool Open(ISpoolDisk disk, SpoolOptions options, ILogger logger, TimeProvider time)
    {
        var ids = disk.List().Select(SpoolSegment.IdOf).OfType<long>().Order().ToArray();
        var position = SpoolPosition.Load(disk);
        if (position is null && ids.Length > 0)
        {
            throw new InvalidDataException(
                $"The spool has segments but no {SpoolPosition.FileName}, so nobody can tell what of them is in the stream. Restore it, or move the segments away.");
        }

        position ??= new SpoolPosition
        {
            Producer = $"collect-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(IdBytes))}",
            Segment = 1,
            Next = 0,
            Lost = 0,
        };
        position.Save(disk);
        var spool = new EventSpool(disk, options, logger, time, position);
        spool.Recover(ids);
        return spool;
    }

    /// <summary>The segments that are not drained yet, the oldest first.</summary>
    public IReadOnlyList<SpoolSegment> Segments()
    {
        lock (_lock)
        {
            return [.. _segments];
        }
    }

    /// <summary>The first segment that is not older than this one, as far as it is written; null if there is none.</summary>
    public SpoolSegment? From(long id)
    {
        lock (_lock)
        {
            return _segments.Find(segment => segment.Id >= id);
        }
    }

    /// <summary>Ends when something is appended after this call.</summary>
    public Task GrownAsync()
    {
        lock (_lock)
        {
            return _grown.Task;
        }
    }

    /// <summary>Chooses the next segment.</summary>
    public SpoolSegment NewSegment()
    {
        lock (_lock)
        {
            return new SpoolSegment(++_lastId, _next, 0);
        }
    }

    /// <summary>Takes note of what was committed to the newest segment.</summary>
    public void Grow(SpoolSegment segment, int events)
    {
        TaskCompletionSource grown;
        lock (_lock)
        {
            _next += events;
            _bytes += segment.Length;
            segment = segment with { Next = _next };
            if (_segments.Count > 0 && _segments[^1].Id == segment.Id)
            {
                _bytes -= _segments[^1].Length;
                _segments[^1] = segment;
            }
            else
            {
                _segments.Add(segment);
            }

            (grown, _grown) = (_grown, New());
        }

        grown.SetResult();
    }

    /// <summary>Stores how far the spool is drained, and removes the segments before it.</summary>
    public void Advance(SpoolPosition position)
    {
        position.Save(Disk);
        SpoolSegment[] drained;
        lock (_lock)
        {
            _position = position;
            drained = [.. _segments.TakeWhile(segment => segment.Id < position.Segment)];
        }

        foreach (var segment in drained)
        {
            Remove(segment.Id);
        }

        lock (_lock)
        {
            _segments.RemoveAll(segment => segment.Id < position.Segment);
            _bytes -= drained.Sum(segment => segment.Length);
        }
    }

    /// <summary>Notes durably what is damaged, before anything behind it is drained.</summary>
    public void Note(SpoolSegment segment, SpoolDamage damage)
    {
        Damages++;
        CollectLog.Damaged(_logger, damage.Segment, damage.Offset, damage.Lost, damage.Reason);
        List<SpoolDamage> known = Disk.Read(segment.DamageName) is { } json ? JsonSerializer.Deserialize(json, SpoolJson.Default.ListSpoolDamage)! : [];
        if (!known.Exists(other => other.Offset == damage.Offset))
        {
            known.Add(damage);
            Disk.Replace(segment.DamageName, JsonSerializer.SerializeToUtf8Bytes(known, SpoolJson.Default.ListSpoolDamage));
        }
    }

    /// <summary>The damage with its time.</summary>
    public SpoolDamage Damage(SpoolSegment segment, long offset, long bytes, long first, long lost, string reason) => new()
    {
        Segment = segment.Name,
        Offset = offset,
        Bytes = bytes,
        First = first,
        Lost = lost,
        Reason = reason,
        Found = _time.GetUtcNow(),
    };

    private void Recover(long[] ids)
    {
        _lastId = Math.Max(ids.LastOrDefault(), _position.Segment - 1);
        _next = _position.Next;
        foreach (var id in ids)
        {
            if (id < _position.Segment)
            {
                Remove(id); // A kill came between the position and its removal.
            }
            else if (SpoolRecovery.Inspect(this, id, isNewest: id == ids[^1]) is { } found)
            {
                _segments.Add(found.Segment);
                _bytes += found.Segment.Length;
                _next = Math.Max(_next, found.Next);
                TornBytes += found.TornBytes;
            }
        }
    }

    private void Remove(long id)
    {
        var segment = new SpoolSegment(id, 0, 0);
        if (Disk.Read(segment.DamageName) is null)
        {
            Disk.Delete(segment.Name);
            return;
        }

        Disk.SetAside(segment.Name);
        Disk.SetAside(segment.DamageName); // Last: as long as it is here, the segment is not deleted.
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
