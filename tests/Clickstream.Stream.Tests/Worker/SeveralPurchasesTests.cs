using System.Text;
using System.Text.Json;
using Clickstream.Core.Alerts.Rules;
using Clickstream.Core.Alerts.Windows;
using Clickstream.Core.Streams;
using Clickstream.Local.Purchases;
using Clickstream.Stream.Worker;

namespace Clickstream.Stream.Tests.Worker;

/// <summary>A rule that counts purchases, of users whose events are spread over shards, with the worker killed and started again.</summary>
public sealed class SeveralPurchasesTests : IAsyncLifetime, IDisposable
{
    private static readonly WorkerOptions Options = WorkerRig.Options with
    {
        Pipeline = WorkerRig.Options.Pipeline with
        {
            Rules = new AlertRules
            {
                Rules = [new AlertRule { Name = "busy", When = RuleTrigger.SeveralPurchases, Window = new PurchaseWindow(3, TimeSpan.FromMinutes(10)) }],
                MaxAge = null,
            },
        },
    };

    private readonly WorkerRig _rig = new();
    private readonly SqlitePurchaseMemory _memory;
    private readonly List<(string User, string Order, long Second)> _bought = [];

    public SeveralPurchasesTests() => _memory = new SqlitePurchaseMemory(_rig.Folder, TimeProvider.System);

    private WorkerPorts Ports => _rig.Ports with { Purchases = _memory };

    public Task InitializeAsync() => _rig.Stream.CreateIfAbsentAsync(3, CancellationToken.None);

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose()
    {
        _memory.Dispose();
        _rig.Remove();
    }

    [Theory]
    [InlineData("after AddAsync")]
    [InlineData("after ClaimAsync")]
    [InlineData("after CompleteAsync")]
    [InlineData("before CheckpointAsync")]
    public async Task A_crash_there_loses_no_window_and_tells_none_twice(string where)
    {
        await PutAsync(1_200);
        using (var crash = new Crash(step => step == where))
        {
            await crash.RunAsync(_rig, Ports, Options);
            Assert.Equal(where, crash.Where);
        }

        await PutAsync(600);
        await WorkerRig.RunAsync(_rig.NewWorker(Options, Ports));
        AssertExact();
    }

    [Fact]
    public async Task Crashes_at_random_steps_change_nothing()
    {
        var random = new Random(20261125);
        for (var round = 0; round < 8; round++)
        {
            await PutAsync(random.Next(100, 400));
            using var crash = Crash.AtStep(random.Next(1, 150));
            await crash.RunAsync(_rig, Ports, Options);
        }

        await WorkerRig.RunAsync(_rig.NewWorker(Options, Ports));
        AssertExact();
    }

    [Fact]
    public void A_worker_whose_rules_count_purchases_needs_a_memory() =>
        Assert.Contains("nothing that remembers them", Assert.Throws<ArgumentException>(() => _rig.NewWorker(Options)).Message, StringComparison.Ordinal);

    // The partition key has nothing to do with the user, so his purchases are in all shards.
    private async Task PutAsync(int count)
    {
        var entries = new List<PutEntry>();
        for (var i = 0; i < count; i++)
        {
            var json = _rig.NewInput().Json;
            entries.Add(new PutEntry($"key-{i * 7919}", Encoding.UTF8.GetBytes(json)));
            var input = JsonDocument.Parse(json).RootElement;
            if (input.TryGetProperty("order_id", out var order))
                _bought.Add((input.GetProperty("user_id").GetString()!, order.GetString()!, input.GetProperty("event_timestamp").GetDateTimeOffset().ToUnixTimeSeconds()));
        }

        foreach (var some in entries.Chunk(StreamLimits.MaxRecordsPerPut))
            Assert.All(await _rig.Stream.PutAsync(some, CancellationToken.None), outcome => Assert.IsType<PutOutcome.Accepted>(outcome));
    }

    private void AssertExact()
    {
        var expected = _bought
            .Where(last => _bought.Count(one => one.User == last.User && one.Second > last.Second - 600 && one.Second <= last.Second) >= 3)
            .Select(last => (last.User, last.Second / 600))
            .Distinct()
            .Count();
        var alerts = _rig.Alerts();
        Assert.True(expected > 20, $"Only {expected} windows are expected.");
        Assert.Equal(expected, alerts.Count);
        Assert.Equal(expected, alerts.Select(alert => alert.Id).Distinct().Count());
        Assert.All(alerts, alert => Assert.Contains($"purchases by user {alert.UserId} within 10 minutes", alert.Text, StringComparison.Ordinal));
    }
}
