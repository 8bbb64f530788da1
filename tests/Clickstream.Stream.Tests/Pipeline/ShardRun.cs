using Clickstream.Core.Alerts;
using Clickstream.Core.Engagement;
using Clickstream.Core.Lake;
using Clickstream.Core.Leases;
using Clickstream.Core.Ledgers;
using Clickstream.Core.Streams;
using Clickstream.Stream.Pipeline;

namespace Clickstream.Stream.Tests.Pipeline;

/// <summary>A pipeline with a store and a checkpoint around it, which can be killed at any point.</summary>
internal sealed class ShardRun : IDisposable
{
    private readonly PipelineOptions _options;

    public ShardRun(
        PipelineOptions? options = null,
        MemoryObjectStore? store = null,
        ShardId? shard = null,
        IReadOnlyList<ShardState>? parents = null)
    {
        _options = options ?? new PipelineOptions();
        Store = store ?? new MemoryObjectStore();
        Shard = shard ?? TestEvents.Shard;
        Pipeline = Watch(ShardPipeline.Begin(Shard, _options, parents ?? []));
    }

    public ShardId Shard { get; }

    public MemoryObjectStore Store { get; }

    public ShardPipeline Pipeline { get; private set; }

    public Checkpoint Checkpoint { get; private set; } = Checkpoint.TrimHorizon;

    /// <summary>Results in the order they were shown.</summary>
    public List<MinuteResult> Minutes { get; } = [];

    /// <summary>Alerts in the order they were made.</summary>
    public List<Alert> Alerts { get; } = [];

    public ShardLedger Ledger
    {
        get
        {
            var key = LakeLayout.ShardLedger(Shard, Checkpoint);
            return LedgerJson.ReadShard(key, Store[key]);
        }
    }

    public ShardRun Process(params IEnumerable<StreamRecord> records)
    {
        Pipeline.Process(TestEvents.Page(records));
        return this;
    }

    /// <summary>Flushes; the kill comes after so many objects, before the checkpoint.</summary>
    public void Flush(int killAfter = int.MaxValue)
    {
        using var flush = Pipeline.Cut();
        var objects = flush.Batches.Select(batch => new StateObject(batch.Key, batch.Content)).Concat(flush.State).Append(flush.Ledger).ToArray();
        foreach (var written in objects.Take(killAfter))
        {
            Store[written.Key] = written.Content.ToArray();
        }

        if (killAfter < int.MaxValue)
        {
            return;
        }

        Checkpoint = flush.Checkpoint;
        foreach (var obsolete in flush.Obsolete)
        {
            Assert.True(Store.Keys.Contains(obsolete), $"{obsolete} is called obsolete but does not exist.");
            Store.DeleteAsync(obsolete, default);
        }
    }

    /// <summary>Throws the pipeline away and goes on from the checkpoint.</summary>
    public async Task RestartAsync()
    {
        Pipeline.Dispose();
        var state = await ShardState.LoadAsync(Store, Shard, Checkpoint, default);
        Pipeline = Watch(state is null ? ShardPipeline.Begin(Shard, _options, []) : ShardPipeline.Resume(state, _options));
    }

    public async Task<ShardState> LoadStateAsync() => (await ShardState.LoadAsync(Store, Shard, Checkpoint, default))!;

    public void Dispose() => Pipeline.Dispose();

    private ShardPipeline Watch(ShardPipeline pipeline)
    {
        pipeline.Minutes.Subscribe(Minutes.Add);
        pipeline.Alerts.Subscribe(Alerts.Add);
        return pipeline;
    }
}
