using Clickstream.Stream.Alerts;
using Clickstream.Stream.Leases;
using Clickstream.Stream.Worker;

namespace Clickstream.Stream.Shards;

/// <summary>What every shard loop of a worker is given.</summary>
internal sealed record ShardWork(WorkerPorts Ports, LeaseCoordinator Leases, AlertDesk Desk, WorkerOptions Options, WorkerContext Context);
