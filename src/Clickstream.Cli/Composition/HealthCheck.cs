using Clickstream.Cli.Commands;
using Clickstream.Core.Objects;

namespace Clickstream.Cli.Composition;

/// <summary>One thing that <c>doctor</c> tries.</summary>
/// <param name="Name">What is tried.</param>
/// <param name="Run">Tries it: gives a detail, or throws with a sentence that says what to fix.</param>
internal sealed record HealthCheck(string Name, Func<CancellationToken, Task<string>> Run)
{
    /// <summary>An object can be written, read back and removed.</summary>
    public static HealthCheck Of(IObjectStore objects) => new("object store", async cancellationToken =>
    {
        var key = new ObjectKey($"audit/doctor-{Guid.NewGuid():N}");
        await objects.PutAsync(key, "ok"u8.ToArray(), cancellationToken);
        var back = await objects.GetAsync(key, cancellationToken);
        await objects.DeleteAsync(key, cancellationToken);
        return back is not null && back.Content.Span.SequenceEqual("ok"u8)
            ? "written and read back"
            : throw new CommandException("What was written could not be read back. Check the disk, or the bucket.");
    });

    /// <summary>The lease table can be read.</summary>
    public static HealthCheck OfLeases(Backend backend) => new("leases", async cancellationToken =>
    {
        var leases = await (await backend.LeasesAsync(cancellationToken)).ListAsync(cancellationToken);
        return $"{leases.Count} leases, {leases.Count(lease => lease.Owner is not null)} held";
    });

    /// <summary>The stream is there and can be asked for its shards.</summary>
    public static HealthCheck OfStream(Backend backend) => new("stream", async cancellationToken =>
    {
        var shards = await (await backend.StreamAsync(cancellationToken)).ListShardsAsync(cancellationToken);
        return $"{shards.Count(shard => shard.IsOpen)} open shards";
    });
}
