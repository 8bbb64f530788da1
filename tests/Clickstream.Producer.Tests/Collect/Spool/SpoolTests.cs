using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Clickstream.Producer.Collect.Spool;
using Microsoft.Extensions.Logging.Abstractions;

namespace Clickstream.Producer.Tests.Collect.Spool;

public sealed class SpoolTests : IDisposable
{
    private static readonly SpoolOptions Small = new() { MaxBytes = 1 << 20, SegmentBytes = 4096, CommitInterval = TimeSpan.Zero };
    private readonly Meter _meter = new("test");

    public void Dispose() => _meter.Dispose();

    [Fact]
    public async Task What_was_committed_is_read_in_order_over_segments_and_segments_that_are_drained_go()
    {
        var disk = new CrashDisk(1);
        var spool = Open(disk);
        using (var writer = new SpoolWriter(spool, new SpoolMetrics(_meter), TimeProvider.System))
        {
            for (var i = 0; i < 200; i++)
            {
                Assert.Equal(SpoolOutcome.Committed, await AppendAsync(writer, i, 1));
            }
        }

        Assert.True(spool.Segments().Count > 3, "It has several segments.");
        Assert.Equal(Enumerable.Range(0, 200), ReadAll(spool).Events);
        var middle = spool.Segments()[2];
        spool.Advance(spool.Position with { Segment = middle.Id, Next = middle.First + 1 });
        Assert.Equal(middle.Id, spool.Segments()[0].Id);
        Assert.Equal(Enumerable.Range((int)middle.First + 1, 200 - (int)middle.First - 1), ReadAll(spool).Events);
        Assert.Equal(Enumerable.Range((int)middle.First + 1, 200 - (int)middle.First - 1), ReadAll(Open(disk)).Events);
    }

    // A seeded life: appends by several at once, faults of the disk, a power cut, and again. What was answered for is there, once, in order of commit.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task Whatever_the_disk_does_and_whenever_the_power_is_cut_all_that_was_answered_for_is_there_once(int seed)
    {
        var (answered, events, lost) = await LiveAsync(seed, Small);
        Assert.True(answered.Count > 50, $"Seed {seed}: too little was accepted to say anything.");
        Assert.Equal(0, lost);
        Assert.True(answered.IsSubsetOf(events), $"Seed {seed}: {string.Join(' ', answered.Except(events))} are missing.");
        Assert.Equal(events.Count, events.Distinct().Count());
    }

    [Fact]
    public async Task Without_flushes_a_power_cut_takes_what_was_answered_for()
    {
        var missing = 0;
        for (var seed = 1; seed <= 6; seed++)
        {
            var (answered, events, _) = await LiveAsync(seed, Small with { Flush = false });
            missing += answered.Except(events).Count();
        }

        Assert.True(missing > 0, "The disk of these tests forgets what was not flushed.");
    }

    private async Task<(HashSet<int> Answered, List<int> Events, long Lost)> LiveAsync(int seed, SpoolOptions options)
    {
        var random = new Random(seed);
        var disk = new CrashDisk(seed);
        var answered = new HashSet<int>();
        var tried = 0;
        for (var life = 0; life < 8; life++)
        {
            disk.FaultShare = 0;
            using var writer = new SpoolWriter(Open(disk, options), new SpoolMetrics(_meter), TimeProvider.System);
            disk.FaultShare = random.NextDouble() * 0.2;
            for (var i = 0; i < 20; i++)
            {
                var first = tried;
                var appends = Enumerable.Range(0, random.Next(1, 5)).Select(_ => AppendAsync(writer, tried++, 1)).ToList();
                for (var j = 0; j < appends.Count; j++)
                {
                    if (await appends[j] == SpoolOutcome.Committed)
                    {
                        answered.Add(first + j);
                    }
                }
            }

            disk.Crash();
        }

        disk.FaultShare = 0;
        var (events, lost) = ReadAll(Open(disk));
        return (answered, events, lost);
    }

    [Fact]
    public async Task Damage_in_the_middle_costs_the_events_of_its_frame_is_counted_and_set_aside_with_its_reason()
    {
        var disk = new CrashDisk(1);
        await FillAsync(disk, 100);
        var spool = Open(disk);
        var segment = spool.Segments()[1];
        disk.Damage(segment.Name, SpoolFrame.SegmentHeaderBytes + SpoolFrame.HeaderBytes + 3);

        var (events, lost) = ReadAll(spool);
        Assert.Equal(1, lost);
        Assert.Equal(Enumerable.Range(0, 100).Where(i => i != (int)segment.First), events);
        Assert.Equal(1, spool.Damages);
        Assert.Equal(0, ReadAll(spool, spool.Position with { Segment = segment.Id, Next = segment.First + 5 }).Lost); // Counted before.

        spool.Advance(spool.Position with { Segment = segment.Id + 1, Next = segment.First + 50, Lost = lost });
        Assert.Contains(segment.Name, disk.Aside.Keys);
        var reasons = JsonSerializer.Deserialize<JsonElement>(disk.Aside[segment.DamageName]);
        Assert.Equal(1, reasons[0].GetProperty("lost").GetInt64());
        Assert.Contains("not as they were written", reasons[0].GetProperty("reason").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Any_byte_may_be_damaged_and_every_other_event_is_still_there()
    {
        for (var seed = 0; seed < 60; seed++)
        {
            var random = new Random(seed);
            var disk = new CrashDisk(seed);
            await FillAsync(disk, 60);
            var names = disk.List().Where(name => SpoolSegment.IdOf(name) is not null).Order(StringComparer.Ordinal).ToList();
            var name = names[random.Next(names.Count - 1)]; // Not the newest, whose last frame cannot be told from a torn one.
            disk.Damage(name, random.NextInt64(disk.LengthOf(name)));
            var (events, lost) = ReadAll(Open(disk));
            Assert.True(lost <= 1 && events.Count + lost == 60, $"Seed {seed}: {events.Count} events and {lost} lost.");
        }
    }

    [Fact]
    public async Task A_torn_end_is_cut_off_and_an_end_that_is_whole_but_other_than_written_is_kept_aside()
    {
        var disk = new CrashDisk(1);
        await FillAsync(disk, 5);
        var newest = disk.List().Where(name => SpoolSegment.IdOf(name) is not null).Max()!;
        disk.Open(newest).Truncate(disk.LengthOf(newest) - 3);
        var spool = Open(disk);
        Assert.True(spool.TornBytes > 0);
        Assert.Equal([0, 1, 2, 3], ReadAll(spool).Events);
        Assert.Equal(4, spool.Next);

        disk.Damage(newest, disk.LengthOf(newest) - 1);
        spool = Open(disk);
        Assert.Equal([0, 1, 2], ReadAll(spool).Events);
        Assert.Equal(1, spool.Damages);
        spool.Advance(spool.Position with { Segment = long.MaxValue / 2, Next = 3 });
        Assert.Contains(newest, disk.Aside.Keys);
    }

    [Fact]
    public async Task A_full_disk_refuses_and_takes_again_what_was_refused_when_there_is_room()
    {
        var disk = new CrashDisk(1);
        var spool = Open(disk);
        using var writer = new SpoolWriter(spool, new SpoolMetrics(_meter), TimeProvider.System);
        Assert.Equal(SpoolOutcome.Committed, await AppendAsync(writer, 0, 1));
        disk.Capacity = disk.List().Sum(disk.LengthOf) + 50;
        Assert.Equal(SpoolOutcome.Failed, await AppendAsync(writer, 1, 1));
        Assert.Equal(SpoolOutcome.Failed, await AppendAsync(writer, 2, 1));
        Assert.NotNull(writer.Fault);
        Assert.True(disk.List().Count <= 3, "Failures leave no files behind.");
        disk.Capacity = long.MaxValue;
        Assert.Equal(SpoolOutcome.Committed, await AppendAsync(writer, 3, 1));
        Assert.Null(writer.Fault);
        Assert.Equal([0, 3], ReadAll(spool).Events);
    }

    [Fact]
    public async Task More_than_its_size_is_refused_as_full()
    {
        var spool = Open(new CrashDisk(1), Small with { MaxBytes = 3000 });
        using var writer = new SpoolWriter(spool, new SpoolMetrics(_meter), TimeProvider.System);
        var outcomes = new List<SpoolOutcome>();
        for (var i = 0; i < 5; i++)
        {
            outcomes.Add(await AppendAsync(writer, i, 10));
        }

        Assert.Contains(SpoolOutcome.Committed, outcomes);
        Assert.Equal(SpoolOutcome.Full, outcomes[^1]);
        Assert.InRange(spool.Bytes, 1, 3000);
    }

    [Fact]
    public async Task A_position_that_cannot_be_read_is_no_reason_to_begin_anew()
    {
        var disk = new CrashDisk(1);
        await FillAsync(disk, 3);
        disk.Replace(SpoolPosition.FileName, "{"u8);
        Assert.Contains("damaged", Assert.Throws<InvalidDataException>(() => Open(disk)).Message, StringComparison.Ordinal);
        disk.Delete(SpoolPosition.FileName);
        Assert.Contains("no position.json", Assert.Throws<InvalidDataException>(() => Open(disk)).Message, StringComparison.Ordinal);
    }

    private async Task FillAsync(CrashDisk disk, int events)
    {
        using var writer = new SpoolWriter(Open(disk), new SpoolMetrics(_meter), TimeProvider.System);
        for (var i = 0; i < events; i++)
        {
            Assert.Equal(SpoolOutcome.Committed, await AppendAsync(writer, i, 1));
        }
    }

    private static EventSpool Open(CrashDisk disk, SpoolOptions? options = null) =>
        EventSpool.Open(disk, options ?? Small, NullLogger.Instance, TimeProvider.System);

    private static Task<SpoolOutcome> AppendAsync(SpoolWriter writer, int first, int count)
    {
        var block = new SpoolBlock();
        for (var i = 0; i < count; i++)
        {
            block.Add("key"u8, Encoding.UTF8.GetBytes((first + i).ToString(CultureInfo.InvariantCulture).PadRight(120)));
        }

        return writer.AppendAsync(block);
    }

    private static (List<int> Events, long Lost) ReadAll(EventSpool spool, SpoolPosition? from = null)
    {
        var position = from ?? spool.Position;
        using var reader = new SpoolReader(spool, position);
        var (events, lost) = (new List<int>(), 0L);
        while (reader.TryRead() is { } frame)
        {
            lost += frame.Lost;
            var at = 0;
            for (var number = frame.First; number < frame.First + frame.Count; number++)
            {
                at = SpoolBlock.Read(frame.Records.Span, at, out _, out var data);
                if (number >= position.Next)
                {
                    events.Add(int.Parse(Encoding.UTF8.GetString(data), CultureInfo.InvariantCulture));
                }
            }
        }

        return (events, lost);
    }
}
