using Clickstream.Core.Engagement;
using Clickstream.Core.Events;
using Clickstream.Core.Sketches;
using Clickstream.Core.Streams;
using Clickstream.Core.Time;

namespace Clickstream.Stream.Pipeline;

/// <summary>One partial of one minute while it is in memory.</summary>
internal sealed class MinuteWindow
{
    private readonly EngagementCube _cube;
    private readonly HyperLogLog _users;
    private readonly HyperLogLog _sessions;
    private readonly TopItemCounter _pages;
    private readonly TopItemCounter _products;
    private long _events;
    private long _late;
    private long _duplicates;
    private long _orders;

    public MinuteWindow(Minute minute, string partial, long openedAt)
        : this(new EngagementCube(), new HyperLogLog(), new HyperLogLog(), new TopItemCounter(), new TopItemCounter()) =>
        (Minute, Partial, OpenedAt) = (minute, partial, openedAt);

    private MinuteWindow(EngagementCube cube, HyperLogLog users, HyperLogLog sessions, TopItemCounter pages, TopItemCounter products) =>
        (_cube, _users, _sessions, _pages, _products) = (cube, users, sessions, pages, products);

    /// <summary>The minute.</summary>
    public Minute Minute { get; private init; }

    /// <summary>The position of the input that opened it.</summary>
    public string Partial { get; private init; } = string.Empty;

    /// <summary>The watermark when it was opened.</summary>
    public long OpenedAt { get; private init; }

    /// <summary>The number of the input that touched it last, counted from the beginning of the shard.</summary>
    public long TouchedAt { get; private set; }

    /// <summary>Whether it was shown as final; from then on every change is a restatement.</summary>
    public bool WasFinal { get; set; }

    /// <summary>Whether it changed after it was shown as final.</summary>
    public bool IsRestated { get; set; }

    /// <summary>Whether observers do not know the present value.</summary>
    public bool IsChanged { get; set; }

    /// <summary>Whether the observers of this process were never shown it, because it was loaded.</summary>
    public bool IsUnshown { get; set; }

    /// <summary>Whether the lake does not know the present value.</summary>
    public bool IsUnsaved { get; set; }

    /// <summary>Counts an input that was not redelivered.</summary>
    public void Count(EventBatch batch, in EventRow row, InputFlags flags, long number)
    {
        TouchedAt = number;
        IsChanged = IsUnsaved = true;
        if ((flags & InputFlags.Duplicate) != 0)
        {
            _duplicates++;
            return;
        }

        _events++;
        _late += (flags & InputFlags.Late) != 0 ? 1 : 0;
        _orders += (flags & InputFlags.FirstOfOrder) != 0 ? 1 : 0;
        _cube.Add(batch, row);
        var user = batch.Text(row.UserId.Length > 0 ? row.UserId : row.AnonymousId);
        if (!user.IsEmpty)
        {
            _users.Add(Fingerprint.Of(user));
        }

        if (row.SessionId.Length > 0)
        {
            _sessions.Add(Fingerprint.Of(batch.Text(row.SessionId)));
        }

        if (row.PageUrl.Length > 0)
        {
            var page = WithoutQuery(batch.Text(row.PageUrl));
            _pages.Add(page, Fingerprint.Of(page));
        }

        if (row.ProductId.Length > 0)
        {
            var product = batch.Text(row.ProductId);
            _products.Add(product, Fingerprint.Of(product));
        }
    }

    /// <summary>The present value.</summary>
    public MinuteResult ToResult(ShardId shard, SequenceNumber through, MinuteState state) => new()
    {
        Minute = Minute,
        Shard = shard,
        Partial = Partial,
        Through = through.Value,
        State = state,
        Events = _events,
        Late = _late,
        Duplicates = _duplicates,
        Orders = _orders,
        Cells = _cube.ToCells(),
        Users = _users.Clone(),
        Sessions = _sessions.Clone(),
        TopPages = _pages.Summarize(),
        TopProducts = _products.Summarize(),
    };

    public void Save(BinaryWriter writer)
    {
        writer.Write(Minute.Number);
        writer.Write(Partial);
        writer.Write(OpenedAt);
        writer.Write(TouchedAt);
        writer.Write(WasFinal);
        writer.Write(IsRestated);
        writer.Write(IsChanged);
        writer.Write(_events);
        writer.Write(_late);
        writer.Write(_duplicates);
        writer.Write(_orders);
        _cube.Save(writer);
        SaveSketch(writer, _users);
        SaveSketch(writer, _sessions);
        _pages.Save(writer);
        _products.Save(writer);
    }

    public static MinuteWindow Load(BinaryReader reader)
    {
        var (minute, partial, openedAt) = (new Minute(reader.ReadInt32()), reader.ReadString(), reader.ReadInt64());
        var (touchedAt, wasFinal) = (reader.ReadInt64(), reader.ReadBoolean());
        var (isRestated, isChanged) = (reader.ReadBoolean(), reader.ReadBoolean());
        var (events, late, duplicates, orders) = (reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt64());
        return new MinuteWindow(
            EngagementCube.Load(reader),
            LoadSketch(reader),
            LoadSketch(reader),
            TopItemCounter.Load(reader),
            TopItemCounter.Load(reader))
        {
            Minute = minute,
            Partial = partial,
            OpenedAt = openedAt,
            TouchedAt = touchedAt,
            WasFinal = wasFinal,
            IsRestated = isRestated,
            IsChanged = isChanged,
            _events = events,
            _late = late,
            _duplicates = duplicates,
            _orders = orders,
        };
    }

    private static void SaveSketch(BinaryWriter writer, HyperLogLog sketch)
    {
        var bytes = sketch.ToBytes();
        writer.Write(bytes.Length);
        writer.Write(bytes);
    }

    private static HyperLogLog LoadSketch(BinaryReader reader) => HyperLogLog.FromBytes(reader.ReadBytes(reader.ReadInt32()));

    private static ReadOnlySpan<byte> WithoutQuery(ReadOnlySpan<byte> url) =>
        url.IndexOfAny((byte)'?', (byte)'#') is >= 0 and var end ? url[..end] : url;
}
