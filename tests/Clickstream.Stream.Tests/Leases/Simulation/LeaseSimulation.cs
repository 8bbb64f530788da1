using System.Globalization;
using Clickstream.Core.Streams;
using Clickstream.Stream.Leases;

namespace Clickstream.Stream.Tests.Leases.Simulation;

/// <summary>A stream, its lease table, and workers that come and go, in virtual time.</summary>
internal sealed class LeaseSimulation
{
    /// <summary>Bytes of a row as DynamoDB counts them: names and values of all attributes of a lease with two parents, rounded up.</summary>
    private const double RowBytes = 400;

    private static readonly TimeSpan Failover = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    private readonly VirtualTime _time = new();
    private readonly SimulatedLeaseTable _table = new();
    private readonly Random _random;
    private readonly TimeSpan? _listEvery;
    private readonly IReadOnlyList<Shard> _shards;
    private readonly List<SimulatedWorker> _workers = [];
    private readonly TextWriter _report;
    private int _named;

    public LeaseSimulation(int seed, int shards, TimeSpan? listEvery, TextWriter report)
    {
        (_random, _listEvery, _report) = (new Random(seed), listEvery, report);
        _shards = [.. HashKeyRange.All.Divide(shards).Select((range, number) =>
            new Shard(new ShardId($"shardId-{number:000000000000}"), range, null, null, new SequenceNumber("1"), null))];
    }

    private List<SimulatedWorker> Alive => [.. _workers.Where(worker => !worker.IsGone)];

    public void Join(int count) => Do($"{count} join", () =>
    {
        for (var i = 0; i < count; i++)
        {
            var random = new Random(_random.Next());
            var options = new LeaseOptions { Owner = $"w{++_named}", Failover = Failover, ListEvery = _listEvery };
            var worker = new SimulatedWorker(options, new SimulatedConnection(_table, _shards, _time, random) { Worker = options.Owner }, _time, random);
            _workers.Add(worker);
            // A deploy starts processes within some seconds of each other.
            _time.At(_time.Now + TimeSpan.FromSeconds(random.NextDouble() * 5), worker.Start);
        }
    });

    public void Crash(int count) => Do($"{count} crash", () => Some(count).ForEach(worker => worker.Crash()));

    public void Leave(int count) => Do($"{count} leave", () => Some(count).ForEach(worker => worker.Leave()));

    public void Pause(int count, TimeSpan length) => Do(
        $"{count} stopped for {length.TotalSeconds:F0} s", () => Some(count).ForEach(worker => worker.Pause(length)), length);

    /// <summary>Lets time pass in which nothing happens, for the calls of a quiet table.</summary>
    public void Rest(TimeSpan length)
    {
        var before = _table.Calls with { };
        _time.RunUntil(_time.Now + length);
        Report("rest", null, before, length);
        AssertSound();
    }

    /// <summary>Whether every lease is held by a worker that is alive, and all hold the same number, but for one.</summary>
    public bool IsBalanced()
    {
        var loads = Alive.ToDictionary(worker => worker.Name, _ => 0);
        foreach (var row in _table.Rows)
        {
            if (row.Owner is null || !loads.TryGetValue(row.Owner, out var load))
                return false;

            loads[row.Owner] = load + 1;
        }

        return _table.Rows.Count == _shards.Count && loads.Values.Max() - loads.Values.Min() <= 1;
    }

    private List<SimulatedWorker> Some(int count) => [.. Alive.OrderBy(_ => _random.Next()).Take(count)];

    private void Do(string what, Action action, TimeSpan lasts = default)
    {
        var (before, start) = (_table.Calls with { }, _time.Now);
        action();
        _time.RunUntil(_time.Now + lasts);
        TimeSpan? balanced = null;
        while (balanced is null)
        {
            _time.RunUntil(_time.Now + Look);
            balanced = IsBalanced() ? _time.Now - start : null;
            Assert.True(_time.Now - start < TimeSpan.FromHours(1), $"{what}: the leases are not balanced after an hour.");
        }

        Report(what, balanced, before, _time.Now - start);
        AssertSound();
    }

    private void AssertSound() => Assert.Equal(_shards.Count, _table.Rows.Select(row => row.Shard).Distinct().Count());

    private void Report(string what, TimeSpan? balanced, CallCounts before, TimeSpan length)
    {
        var calls = _table.Calls - before;
        var seconds = length.TotalSeconds;
        var reads = ((calls.RowsListed * RowBytes / 4096) + calls.Gets) / seconds;
        var writes = (calls.Renewals + calls.Takes + calls.Evictions + calls.Creates + calls.Checkpoints) / seconds;
        _report.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{_time.Now.TotalSeconds,7:F0} s  {what,-24} {Alive.Count,3} workers  balanced after {(balanced is { } time ? $"{time.TotalSeconds,4:F0} s" : "   – "),6}  per second:"
            + $" {calls.Listings / seconds,5:F1} listings {calls.Renewals / seconds,5:F0} renewals {calls.Takes / seconds,5:F1} takes"
            + $" {calls.Checkpoints / seconds,4:F0} checkpoints = {reads,5:F0} RCU {writes,4:F0} WCU; {_table.Refused} checkpoints refused so far"));
    }
}
