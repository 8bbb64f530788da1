using Clickstream.Core.Leases;
using Clickstream.Core.Streams;

namespace Clickstream.Stream.Leases;

/// <summary>What a worker knows when it decides which leases to take.</summary>
/// <param name="Leases">The whole table.</param>
/// <param name="Owner">The worker that decides.</param>
/// <param name="Expired">Leases of others that stood still for longer than the failover.</param>
/// <param name="LongExpired">Those that stood still for so long that the target does not matter any more.</param>
/// <param name="MaxLeases">How many leases the worker may hold.</param>
internal sealed record LeaseSituation(
    IReadOnlyList<Lease> Leases,
    string Owner,
    IReadOnlySet<ShardId> Expired,
    IReadOnlySet<ShardId> LongExpired,
    int MaxLeases = int.MaxValue);
