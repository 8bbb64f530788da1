using Clickstream.Core.Lake;
using Clickstream.Core.Streams;

namespace Clickstream.Stream.Pipeline;

/// <summary>Puts pipelines together.</summary>
internal static class ShardPipelineFactory
{
    public static ShardPipeline Begin(ShardId shard, PipelineOptions options, IReadOnlyList<ShardState> parents)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(parents);
        options = options.Checked();
        var before = new ParentWatermarks(parents.Select(parent => new SavedWatermark(parent.Shard, parent.Index.Watermark)), options);
        var watermark = NewWatermark(options, before.Earliest);
        var seen = new SeenSet(options);
        var inherited = SeenInheritance.From(parents);
        seen.Restore(inherited, (uint)inherited.Count + 1, []);
        return new ShardPipeline(
            shard,
            options,
            new Accounting(watermark, before, seen, new LedgerCounts()),
            new MinuteWindows(shard, options),
            new FlushAssembly(shard, options));
    }

    public static ShardPipeline Resume(ShardState state, PipelineOptions options)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(options);
        options = options.Checked();
        var before = new ParentWatermarks(state.Index.Parents, options);
        var seen = new SeenSet(options);
        seen.Restore([.. state.Seen.Select(ToGeneration)], state.Index.OpenNumber, state.Index.Open);
        var windows = new MinuteWindows(state.Shard, options);
        var ledger = Load(state, state.Index.Ledger, LedgerCounts.Load);
        Load(state, state.Index.Windows, reader =>
        {
            windows.LoadState(reader);
            return windows;
        });
        foreach (var generation in seen.Closed)
        {
            generation.Entries = null; // The table and the store have them.
        }

        var flush = new FlushAssembly(state.Shard, options, state);
        var accounting = new Accounting(NewWatermark(options, state.Index.Watermark), before, seen, ledger);
        return new ShardPipeline(state.Shard, options, accounting, windows, flush)
        {
            Through = state.Through,
            ThroughSub = state.Checkpoint.SubSequenceNumber,
            Outbox = state.Outbox,
        };
    }

    private static Watermark NewWatermark(PipelineOptions options, long from)
    {
        var watermark = new Watermark(options.AllowedLateness, options.MaxAheadOfArrival);
        watermark.Raise(from);
        return watermark;
    }

    private static SeenGeneration ToGeneration(SavedGeneration saved) => new(saved.Reference.Number, saved.Entries)
    {
        Count = saved.Entries.Length,
        ClosedAt = saved.Reference.ClosedAt,
        Key = saved.Reference.Key,
    };

    private static T Load<T>(ShardState state, ReadOnlyMemory<byte> block, Func<BinaryReader, T> load)
    {
        try
        {
            using var reader = new BinaryReader(new MemoryStream(block.ToArray()));
            return load(reader);
        }
        catch (Exception e) when (e is EndOfStreamException or FormatException or ArgumentException)
        {
            throw StateEnvelope.Damaged(LakeLayout.ShardState(state.Shard, state.Checkpoint), e.Message, e);
        }
    }
}
