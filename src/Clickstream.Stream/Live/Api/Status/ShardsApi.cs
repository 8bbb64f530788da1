using Clickstream.Stream.Live.State;
using Microsoft.AspNetCore.Http;

namespace Clickstream.Stream.Live.Api.Status;

/// <summary>How many shards a worker holds.</summary>
internal sealed record OwnerDocument(string Worker, int Shards);

/// <summary>The answer of <c>/api/shards</c>.</summary>
internal sealed record ShardsDocument(IReadOnlyList<LiveShard> Shards, IReadOnlyList<OwnerDocument> Owners, double? MaxLagSeconds);

/// <summary><c>/api/shards</c>: lag and owner of each shard.</summary>
internal static class ShardsApi
{
    public static Task HandleAsync(HttpContext context, LiveView view)
    {
        if (new ApiQuery(context.Request.Query).Problem is { } problem)
        {
            return ApiAnswer.WriteAsync(context, problem);
        }

        var shards = view.Shards;
        var owners = shards
            .Where(shard => shard.Owner is not null)
            .GroupBy(shard => shard.Owner!, (owner, held) => new OwnerDocument(owner, held.Count()))
            .OrderBy(owner => owner.Worker, StringComparer.Ordinal);
        var document = new ShardsDocument(shards, [.. owners], shards.Max(shard => shard.LagSeconds));
        return ApiAnswer.WriteAsync(context, document, ApiJson.Default.ShardsDocument);
    }
}
