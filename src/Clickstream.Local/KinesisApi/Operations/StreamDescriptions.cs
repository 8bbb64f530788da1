using System.Text;
using Clickstream.Local.KinesisApi.Server;
using Clickstream.Local.KinesisApi.Streams;
using Clickstream.Local.KinesisApi.Wire;

namespace Clickstream.Local.KinesisApi.Operations;

/// <summary>Says what streams there are and how they are.</summary>
internal sealed class StreamDescriptions(ApiContext api)
{
    private const int MaxStreams = 100; // Of one answer, and the default. Source: the API reference of ListStreams.
    private const int MaxLimit = 10_000; // Of the members Limit and MaxResults. Source: the service model.
    private const int MaxShards = 100; // Of one answer of DescribeStream, and the default. Source: its API reference.
    private const int ShardQuota = 500; // Of an account in the larger regions. Source: the page on quotas.
    private const int OnDemandQuota = 50;

    public Task<ApiAnswer> ListAsync(ApiCall call, CancellationToken cancellationToken)
    {
        var input = call.Read();
        var limit = Math.Min(input.Number("Limit", 1, MaxLimit) ?? MaxStreams, MaxStreams);
        var after = input.Text("NextToken") is { } token ? After(token) : input.Text("ExclusiveStartStreamName");
        var rest = api.House.All.Where(stream => after is null || string.CompareOrdinal(stream.Name, after) > 0).ToList();
        var page = rest.Take(limit).ToList();
        return Task.FromResult(new ApiAnswer(writer =>
        {
            writer.Member("StreamNames", page, stream => writer.Text(stream.Name));
            writer.Member("HasMoreStreams", rest.Count > page.Count);
            if (rest.Count > page.Count)
            {
                writer.Member("NextToken", api.Tokens.Issue(Tokens.Kind.ListStreams, Encoding.UTF8.GetBytes(page[^1].Name)));
            }

            writer.Member("StreamSummaries", page, stream =>
            {
                writer.BeginObject();
                WriteName(writer, stream);
                writer.EndObject();
            });
        }));
    }

    public async Task<ApiAnswer> DescribeAsync(ApiCall call, CancellationToken cancellationToken)
    {
        var input = call.Read();
        var stream = api.StreamOf(input);
        var limit = Math.Min(input.Number("Limit", 1, MaxLimit) ?? MaxShards, MaxShards);
        var after = input.Text("ExclusiveStartShardId");
        var all = await stream.Events.ListShardsAsync(cancellationToken).ConfigureAwait(false);
        var rest = all.Where(shard => after is null || string.CompareOrdinal(shard.Id.Value, after) > 0).ToList();
        return new ApiAnswer(writer => writer.Member("StreamDescription", () =>
        {
            WriteDescription(writer, stream);
            writer.Member("Shards", rest.Take(limit), shard => RecordAnswers.WriteShard(writer, shard));
            writer.Member("HasMoreShards", rest.Count > limit);
        }));
    }

    public async Task<ApiAnswer> SummarizeAsync(ApiCall call, CancellationToken cancellationToken)
    {
        var stream = api.StreamOf(call.Read());
        var shards = await stream.Events.ListShardsAsync(cancellationToken).ConfigureAwait(false);
        var consumers = await api.House.Catalog.ListConsumersAsync(stream.Entry.Id, cancellationToken).ConfigureAwait(false);
        return new ApiAnswer(writer => writer.Member("StreamDescriptionSummary", () =>
        {
            WriteDescription(writer, stream);
            writer.Member("OpenShardCount", shards.Count(shard => shard.IsOpen));
            writer.Member("ConsumerCount", consumers.Count);
        }));
    }

    public async Task<ApiAnswer> DescribeLimitsAsync(ApiCall call, CancellationToken cancellationToken)
    {
        var open = 0;
        foreach (var stream in api.House.All)
        {
            open += (await stream.Events.ListShardsAsync(cancellationToken).ConfigureAwait(false)).Count(shard => shard.IsOpen);
        }

        return new ApiAnswer(writer =>
        {
            writer.Member("ShardLimit", ShardQuota);
            writer.Member("OpenShardCount", open);
            writer.Member("OnDemandStreamCount", api.House.All.Count(stream => stream.Entry.IsOnDemand));
            writer.Member("OnDemandStreamCountLimit", OnDemandQuota);
        });
    }

    private string After(string token) => (api.Tokens.Read(Tokens.Kind.ListStreams, token, out var isExpired), isExpired) switch
    {
        (null, _) => throw ApiFault.InvalidArgument("NextToken is not one that ListStreams gave."),
        (_, true) => throw ApiFault.ExpiredNextToken("NextToken is too old. List again from the beginning."),
        var (name, _) => Encoding.UTF8.GetString(name),
    };

    private void WriteDescription(WireWriter writer, ApiStream stream)
    {
        WriteName(writer, stream);
        writer.Member("RetentionPeriodHours", (long)stream.Entry.Retention.TotalHours);
        writer.Member("EnhancedMonitoring", [0], _ =>
        {
            writer.BeginObject();
            writer.Member("ShardLevelMetrics", Array.Empty<string>(), writer.Text);
            writer.EndObject();
        });
        writer.Member("EncryptionType", "NONE");
    }

    private void WriteName(WireWriter writer, ApiStream stream)
    {
        writer.Member("StreamName", stream.Name);
        writer.Member("StreamARN", api.ArnOf(stream));
        writer.Member("StreamStatus", "ACTIVE");
        writer.Member("StreamModeDetails", () => writer.Member("StreamMode", stream.Entry.IsOnDemand ? "ON_DEMAND" : "PROVISIONED"));
        writer.Member("StreamCreationTimestamp", stream.Entry.Created);
    }
}
