using System.Globalization;
using Clickstream.Contracts;
using Clickstream.Core.Leases;
using Xunit.Abstractions;

namespace Clickstream.Stream.Tests.Leases.Simulation;

/// <summary>
/// 1,000 shards and 60 workers that come, go, crash and are stopped. Each checkpoint is checked in <see cref="SimulatedLeaseTable"/>;
/// after each change all leases are to be balanced again. CLICKSTREAM_CAMPAIGN=long does it for both cadences, twice, with quiet hours.
/// </summary>
public sealed class LeaseSimulationTests(ITestOutputHelper output)
{
    private static readonly bool IsLong = Environment.GetEnvironmentVariable("CLICKSTREAM_CAMPAIGN") == "long";

    [Fact]
    public void A_thousand_shards_are_shared_by_workers_that_come_go_crash_and_stand_still()
    {
        Run(seed: 20261122, listEvery: TimeSpan.FromSeconds(10));
        if (!IsLong)
            return;

        Run(seed: 7, listEvery: TimeSpan.FromSeconds(10));
        Run(seed: 20261122, listEvery: null);
        Run(seed: 7, listEvery: null);
    }

    private void Run(int seed, TimeSpan? listEvery)
    {
        using var report = new StringWriter(CultureInfo.InvariantCulture);
        report.WriteLine(FormattableString.Invariant($"Seed {seed}, failover 10 s, a listing every {listEvery?.TotalSeconds ?? 10.0 / 3:F1} s"));
        try
        {
            var simulation = new LeaseSimulation(seed, 1_000, listEvery, report);
            simulation.Join(60);
            simulation.Rest(TimeSpan.FromMinutes(IsLong ? 15 : 2));
            simulation.Crash(1);
            simulation.Join(1);
            simulation.Leave(5);
            simulation.Pause(3, TimeSpan.FromSeconds(45));
            simulation.Crash(20);
            simulation.Join(25);
            if (!IsLong)
                return;

            for (var round = 0; round < 10; round++)
            {
                simulation.Crash(10);
                simulation.Pause(10, TimeSpan.FromSeconds(25));
                simulation.Join(20);
                simulation.Leave(10);
            }

            simulation.Rest(TimeSpan.FromMinutes(15));
        }
        finally
        {
            output.WriteLine(report.ToString());
            if (IsLong)
                Console.WriteLine(report);
        }
    }
}

/// <summary>The table of the simulation is a lease store like any other.</summary>
public sealed class SimulatedLeaseTableContractTests : LeaseStoreContract
{
    protected override Task<ILeaseStore> CreateAsync() => Task.FromResult<ILeaseStore>(new SimulatedLeaseTable());
}
