using System.Buffers;
using Clickstream.Core.Time;
using Clickstream.Producer.Streams;

namespace Clickstream.Producer.Generate;

/// <summary>
/// One independent, deterministic part of the traffic: its own visitors with all their events, in order of emission.
/// A visitor belongs to one lane, and a lane is one sequence of lines, so what is said of the order of a visitor's events holds in every
/// shard.
/// <para>
/// On time: events are emitted when they happen. A device clock that is off, and copies, disorder them by less than <see
/// cref="MaxDisorder"/>.
/// Late: an event is held back until the same visitor's last event of the visit is out, if that one makes the minute of the first final by
/// itself.
/// </para>
/// </summary>
internal sealed class TrafficLane
{
    /// <summary>The longest line, with its line feed: an order of four items has some 900 bytes.</summary>
    public const int MaxLineBytes = 4096;

    private const int MaxCopyDelayMs = 20_000;
    private const int MarginMs = 1_000;
    private const int MillisecondsPerHour = 3_600_000;
    private const int StartJitterMs = 60_000;

    private readonly GenerateOptions _options;
    private readonly LaneRandom _random;
    private readonly VisitPlanner _planner;
    private readonly EventComposer _composer;
    private readonly DiurnalCurve _curve;
    private readonly EventCalendar _calendar = new();
    private readonly List<Visit> _visits = [];
    private readonly Stack<int> _idleVisits = new();
    private readonly List<HeldLine> _held = [];
    private readonly Stack<int> _freeHeld = new();
    private readonly long _quota;
    private readonly long _totalMs;
    private readonly long _startMicroseconds;
    private long _remaining;
    private long _lines;
    private long _late;
    private long _lastTime;

    /// <summary>How far on-time events are behind the newest event, at most: a copy of an event, two clocks that are off.</summary>
    public static TimeSpan MaxDisorder { get; } = TimeSpan.FromMilliseconds(MaxCopyDelayMs) + (2 * GenerateOptions.MaxClockSkew);

    public TrafficLane(GenerateOptions options, Catalogue catalogue, People people, int lane)
    {
        _options = options;
        _random = new LaneRandom(LaneRandom.Mix((ulong)options.Seed) + (ulong)lane);
        _planner = new VisitPlanner(options, people, _random, lane);
        _composer = new EventComposer(options, catalogue, _random, lane);
        _totalMs = options.Hours * (long)MillisecondsPerHour;
        _startMicroseconds = EventTime.From(options.Start).Microseconds;
        _quota = (options.Events / options.Lanes) + (lane < options.Events % options.Lanes ? 1 : 0);
        _remaining = _quota;
        _curve = new DiurnalCurve(options.Start.UtcDateTime.Hour, _totalMs - Math.Min(_totalMs / 6, 600_000));
        Tally = new LaneTally(options.Hours, VisitPlanner.VisitorsOf(options) + VisitPlanner.Bots);
    }

    public LaneTally Tally { get; }

    /// <summary>Whether a visitor has a user id.</summary>
    public bool IsSignedIn(int user) => _planner.IsSignedIn(user);

    /// <summary>Fills the block with the next lines of one hour.</summary>
    /// <returns>False if there are none.</returns>
    public bool Fill(ItemBlock block)
    {
        block.Clear();
        while (block.HasRoom)
        {
            AdmitVisits();
            if (_calendar.IsEmpty)
            {
                break;
            }

            var hour = (int)(_calendar.NextTime / MillisecondsPerHour);
            if (block.Count > 0 && hour != block.Hour)
            {
                break;
            }

            block.Hour = hour;
            var ticket = _calendar.Take(out var time);
            if (ticket >= 0)
            {
                EmitEvent(block, ticket, time);
            }
            else
            {
                EmitHeld(block, ~ticket);
            }
        }

        return block.Count > 0;
    }

    private void AdmitVisits()
    {
        while (_remaining > 0)
        {
            var start = _curve.TimeAt((double)(_quota - _remaining) / _quota);
            if (start > _calendar.NextTime)
            {
                return;
            }

            if (!_idleVisits.TryPop(out var index))
            {
                index = _visits.Count;
                _visits.Add(new Visit());
            }

            var visit = _visits[index];
            _planner.Plan(visit, start + _random.Next(StartJitterMs), _remaining);
            _remaining -= visit.Count;
            _calendar.Add(visit.Start, index);
            Tally.SessionCount++;
        }
    }

    private void EmitEvent(ItemBlock block, int index, long time)
    {
        var visit = _visits[index];
        var isLate = IsToBeLate(visit, time);
        var isLast = ++visit.Next == visit.Count;
        var device = isLate || isLast || !_random.Chance(_options.ClockSkewShare) ? time : Skewed(time);
        var line = block.Reserve(MaxLineBytes);
        var length = _composer.Compose(visit, device, Received(time), line);
        var keyStart = _composer.TemplateStart + visit.KeyStart;
        Count(visit, device);
        if (isLate)
        {
            Tally.LateByHour[device / MillisecondsPerHour]++;
            _late++;
            var arrival = LateArrival(visit.LastTime);
            _composer.Restamp(line, Received(arrival));
            Hold(line[..length], arrival, new HeldLine([], length, keyStart, visit.KeyLength, device));
        }
        else
        {
            MaybeCopy(line[..length], time, new HeldLine([], length, keyStart, visit.KeyLength, device));
            Commit(block, length, keyStart, visit.KeyLength, device);
            MaybeMalformed(block);
        }

        if (isLast)
        {
            _idleVisits.Push(index);
            return;
        }

        visit.Step = Journey.After(visit.Step, visit.IsBot, _random);
        _calendar.Add(visit.Start + visit.Offsets[visit.Next], index);
    }

    /// <summary>
    /// An event can be late if the visit's last event, which is on time, ends the event's minute; a few of those are made late.
    /// </summary>
    private bool IsToBeLate(Visit visit, long time)
    {
        var final = (((time / 60_000) + 1) * 60_000) + (long)_options.AllowedLateness.TotalMilliseconds + MarginMs;
        return _late < _options.LateShare * _lines && visit.LastTime >= final && _random.Chance(Math.Min(1, _options.LateShare * 4));
    }

    private long LateArrival(long afterTime)
    {
        var delay = _random.NextExponential(_random.Chance(0.8) ? 20_000 : 20 * 60_000);
        return Math.Min(afterTime + 1 + (long)delay, _totalMs - 1);
    }

    private long Skewed(long time)
    {
        var most = (int)GenerateOptions.MaxClockSkew.TotalMilliseconds;
        return Math.Clamp(time + _random.Next((2 * most) + 1) - most, 0, _totalMs - 1);
    }

    private long Received(long time) => time + 20 + _random.Next(400);

    private void Count(Visit visit, long device)
    {
        var minute = (int)(device / 60_000);
        Tally.Accept(minute, visit.Step, visit);
        if (visit.Step == Step.Purchase)
        {
            Tally.Order(minute, _composer.OrderCents);
        }
    }

    /// <summary>
    /// A copy follows within seconds and in the same hour's file, so it is never late and always within the horizons of the worker.
    /// </summary>
    private void MaybeCopy(ReadOnlySpan<byte> line, long time, HeldLine held)
    {
        if (_remaining == 0 || !_random.Chance(_options.DuplicateShare))
        {
            return;
        }

        _remaining--;
        Tally.DuplicatesByHour[held.Time / MillisecondsPerHour]++;
        var hourEnd = ((time / MillisecondsPerHour) + 1) * MillisecondsPerHour;
        Hold(line, Math.Min(time + 1 + _random.Next(MaxCopyDelayMs), hourEnd - 1), held);
    }

    private void MaybeMalformed(ItemBlock block)
    {
        if (_remaining == 0 || !_random.Chance(_options.MalformedShare))
        {
            return;
        }

        _remaining--;
        var writer = new LineWriter(block.Reserve(MaxLineBytes));
        var reason = MalformedLines.Write(_random.Next(MalformedLines.Count), _lines, ref writer);
        Tally.Reject(block.Hour, reason);
        Commit(block, writer.Length, 0, 0, _lastTime);
    }

    private void Hold(ReadOnlySpan<byte> line, long until, HeldLine held)
    {
        var bytes = ArrayPool<byte>.Shared.Rent(line.Length);
        line.CopyTo(bytes);
        if (!_freeHeld.TryPop(out var slot))
        {
            slot = _held.Count;
            _held.Add(held);
        }

        _held[slot] = held with { Bytes = bytes };
        _calendar.Add(until, ~slot);
    }

    private void EmitHeld(ItemBlock block, int slot)
    {
        var held = _held[slot];
        _held[slot] = default;
        _freeHeld.Push(slot);
        held.Bytes.AsSpan(0, held.Length).CopyTo(block.Reserve(MaxLineBytes));
        ArrayPool<byte>.Shared.Return(held.Bytes);
        Commit(block, held.Length, held.KeyStart, held.KeyLength, held.Time);
    }

    private void Commit(ItemBlock block, int length, int keyStart, int keyLength, long time)
    {
        const int LineFeed = 1; // Part of the file, not of the input.
        var start = block.Length;
        block.Add(new ItemInfo(start, length - LineFeed, start + keyStart, keyLength, _startMicroseconds + (time * 1_000), _lines));
        block.Commit(length);
        Tally.WrittenByHour[block.Hour]++;
        _lines++;
        _lastTime = time;
    }

    /// <summary>A line that waits for its time: a late event, or a copy.</summary>
    private readonly record struct HeldLine(byte[] Bytes, int Length, int KeyStart, int KeyLength, long Time);
}
