using System.Text.Json;
using Clickstream.Local.KinesisApi.Server;
using Clickstream.Local.KinesisApi.Wire;
using Clickstream.Local.Sqlite;
using Clickstream.Local.Streams;

namespace Clickstream.Local.KinesisApi.Operations;

/// <summary>ListShards, page by page.</summary>
internal sealed class ShardLists(ApiContext api)
{
    private const int MaxShards = 1_000; // Of one answer, and the default. Source: the API reference of ListShards.
    private const int MaxResults = 10_000; // Of the member. Source: the service model.

    public async Task<ApiAnswer> ListAsync(ApiCall call, CancellationToken cancellationToken)
    {
        var input = call.Read();
        var limit = Math.Min(input.Number("MaxResults", 1, MaxResults) ?? MaxShards, MaxShards);
        var query = input.Text("NextToken") is { } token ? Continue(token, input) : Begin(input, call.Format);
        var stream = api.House.Find(query.Stream) ?? throw ApiFault.NotFound("The stream of the NextToken does not exist any more.");
        var rows = await ApiContext.ShardsAsync(stream, cancellationToken).ConfigureAwait(false);
        var matching = query.Filter(rows, Clock.ToMicroseconds(stream.Entry.Created), Clock.ToMicroseconds(api.Now - stream.Entry.Retention));
        var page = matching.Take(limit).ToList();
        var next = matching.Count > page.Count ? Issue(query with { After = page[^1].Number }) : null;
        return new ApiAnswer(writer =>
        {
            writer.Member("Shards", page, row => RecordAnswers.WriteShard(writer, row.ToShard()));
            writer.Member("NextToken", next);
        });
    }

    private ShardQuery Begin(WireObject input, WireFormat format)
    {
        var stream = api.StreamOf(input);
        if (input.Time("StreamCreationTimestamp", format) is { } created && (created - stream.Entry.Created).Duration() >= TimeSpan.FromSeconds(1))
        {
            throw ApiFault.NotFound($"Stream {stream.Name} was not created at {created:O}.");
        }

        var after = input.Text("ExclusiveStartShardId") is { } start ? NumberOf(start) : -1;
        if (input.Object("ShardFilter") is not { } filter)
        {
            return new ShardQuery(stream.Entry.Id, after, ShardQuery.Everything, 0);
        }

        var type = filter.Required("Type");
        if (type == "AFTER_SHARD_ID")
        {
            after = NumberOf(filter.Text("ShardId") ?? throw ApiFault.InvalidArgument("AFTER_SHARD_ID needs a ShardId."));
            return new ShardQuery(stream.Entry.Id, after, ShardQuery.Everything, 0);
        }

        if (!ShardQuery.Types.Contains(type))
        {
            throw ApiFault.Constraint("Type", type, $"AFTER_SHARD_ID, {string.Join(", ", ShardQuery.Types)}");
        }

        var time = type is ShardQuery.AtTimestamp or ShardQuery.FromTimestamp
            ? filter.Time("Timestamp", format) ?? throw ApiFault.InvalidArgument($"{type} needs a Timestamp.")
            : default;
        return new ShardQuery(stream.Entry.Id, after, type, time == default ? 0 : Clock.ToMicroseconds(time));
    }

    private ShardQuery Continue(string token, WireObject input)
    {
        if (input.Names.Any(name => name is "StreamName" or "StreamARN" or "ExclusiveStartShardId" or "StreamCreationTimestamp"))
        {
            throw ApiFault.InvalidArgument("NextToken comes alone: it says which stream and where.");
        }

        return (api.Tokens.Read(Tokens.Kind.ListShards, token, out var isExpired), isExpired) switch
        {
            (null, _) => throw ApiFault.InvalidArgument("NextToken is not one that ListShards gave."),
            (_, true) => throw ApiFault.ExpiredNextToken("NextToken is too old. List again from the beginning."),
            var (content, _) => JsonSerializer.Deserialize<ShardQuery>(content)!,
        };
    }

    private string Issue(ShardQuery query) => api.Tokens.Issue(Tokens.Kind.ListShards, JsonSerializer.SerializeToUtf8Bytes(query));

    private static long NumberOf(string shard) => ShardRow.NumberOf(new(shard)) is >= 0 and var number
        ? number
        : throw ApiFault.InvalidArgument($"{shard} is not the name of a shard.");
}
