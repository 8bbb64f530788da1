using Clickstream.Local.Streams;

namespace Clickstream.Local.KinesisApi.Operations;

/// <summary>Which shards a list asks for; pure.</summary>
/// <param name="Stream">The number of the stream.</param>
/// <param name="After">The number of the shard behind which the list begins; -1 for the first.</param>
/// <param name="Type">A type of shard filter, or <see cref="Everything"/>.</param>
/// <param name="Time">The time that the filter needs, in microseconds since 1970.</param>
internal sealed record ShardQuery(long Stream, long After, string Type, long Time)
{
    public const string Everything = "";
    public const string AtLatest = "AT_LATEST";
    public const string AtTrimHorizon = "AT_TRIM_HORIZON";
    public const string FromTrimHorizon = "FROM_TRIM_HORIZON";
    public const string AtTimestamp = "AT_TIMESTAMP";
    public const string FromTimestamp = "FROM_TIMESTAMP";

    /// <summary>The types that look at when a shard was open.</summary>
    public static IReadOnlyList<string> Types { get; } = [AtTrimHorizon, FromTrimHorizon, AtLatest, AtTimestamp, FromTimestamp];

    /// <summary>The shards, in order.</summary>
    /// <param name="shards">All shards of the stream.</param>
    /// <param name="created">When the stream was made, in microseconds since 1970.</param>
    /// <param name="oldest">Since when records are kept.</param>
    public List<ShardRow> Filter(IReadOnlyList<ShardRow> shards, long created, long oldest)
    {
        var closings = shards.ToDictionary(shard => shard.Number, shard => shard.ClosedAt);

        // A shard opens when its parents close; one whose parents are forgotten was open before anything that is kept.
        long OpenedAt(ShardRow shard) =>
            shard.Parent is { } parent && closings.GetValueOrDefault(parent) is { } closed ? closed : long.MinValue;

        bool WasOpenAt(ShardRow shard, long time) => OpenedAt(shard) <= time && (shard.ClosedAt is not { } closed || closed > time);

        bool WasOpenSince(ShardRow shard, long time) => shard.ClosedAt is not { } closed || closed >= time;

        var horizon = Math.Max(created, oldest);
        return
        [
            .. shards.Where(shard => shard.Number > After && Type switch
            {
                AtLatest => shard.IsOpen,
                AtTrimHorizon => WasOpenAt(shard, horizon),
                FromTrimHorizon => WasOpenSince(shard, horizon),
                AtTimestamp => WasOpenAt(shard, Math.Max(Time, horizon)),
                FromTimestamp => WasOpenSince(shard, Math.Max(Time, horizon)),
                _ => true,
            }),
        ];
    }
}
