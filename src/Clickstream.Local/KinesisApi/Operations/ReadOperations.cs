using Clickstream.Core.Streams;
using Clickstream.Local.KinesisApi.Limits;
using Clickstream.Local.KinesisApi.Server;
using Clickstream.Local.KinesisApi.Streams;
using Clickstream.Local.Streams;

namespace Clickstream.Local.KinesisApi.Operations;

/// <summary>GetShardIterator and GetRecords.</summary>
internal sealed class ReadOperations(ApiContext api)
{
    public Task<ApiAnswer> GetShardIteratorAsync(ApiCall call, CancellationToken cancellationToken)
    {
        var input = call.Read();
        var stream = api.StreamOf(input);
        var shard = new ShardId(input.Required("ShardId"));
        var position = api.Position(
            input.Required("ShardIteratorType"), input.Text("StartingSequenceNumber"), input.Time("Timestamp", call.Format));
        var number = ShardRow.NumberOf(shard);
        if (api.Options.EnforceLimits && number >= 0 && !stream.Limits.TryIterator(number, api.Now))
        {
            throw ApiFault.Throttled($"GetShardIterator is limited to {ReadLimits.IteratorsPerSecond} calls a second on shard {shard}.");
        }

        var iterator = new ShardIterator(stream.Entry.Id, number, Locate(stream, shard, position)).Issue(api.Tokens);
        return Task.FromResult(new ApiAnswer(writer => writer.Member("ShardIterator", iterator)));
    }

    public Task<ApiAnswer> GetRecordsAsync(ApiCall call, CancellationToken cancellationToken)
    {
        var input = call.Read();
        var iterator = ShardIterator.Read(input.Required("ShardIterator"), api.Tokens);
        var records = input.Number("Limit") ?? StreamLimits.MaxRecordsPerGet;
        if (records is < 1 or > StreamLimits.MaxRecordsPerGet)
        {
            throw ApiFault.InvalidArgument($"Limit must be 1 to {StreamLimits.MaxRecordsPerGet}.");
        }

        var stream = api.House.Find(iterator.Stream) ?? throw ApiFault.NotFound("The stream of the shard iterator does not exist any more.");
        var shard = ShardRow.IdOf(iterator.Shard);
        if (api.Options.EnforceLimits && !stream.Limits.TryGet(iterator.Shard, api.Now))
        {
            throw ApiFault.Throttled(
                $"Rate exceeded for shard {shard} in stream {stream.Name} under account {api.Options.Account}: "
                + $"{ReadLimits.GetRecordsPerSecond} GetRecords calls and {ReadLimits.BytesPerSecond} bytes a second.");
        }

        var (page, next) = Read(stream, shard, iterator.Next, new PageLimit(records, StreamLimits.MaxBytesPerGet));
        stream.Limits.Got(iterator.Shard, page.Records.Sum(record => (long)record.Data.Length), api.Now);
        var nextIterator = page.IsShardEnd ? null : (iterator with { Next = next }).Issue(api.Tokens);
        var behind = RecordAnswers.MillisBehind(page, api.Now);
        return Task.FromResult(new ApiAnswer(
            writer =>
            {
                RecordAnswers.WriteRecords(writer, page);
                writer.Member("NextShardIterator", nextIterator);
                writer.Member("MillisBehindLatest", behind);
                RecordAnswers.WriteChildren(writer, page);
            },
            page));
    }

    private long Locate(ApiStream stream, ShardId shard, StreamPosition position)
    {
        try
        {
            return stream.Events.Pages.Locate(shard, position);
        }
        catch (InvalidOperationException)
        {
            throw api.NoShard(stream, shard.Value);
        }
        catch (ArgumentException fault)
        {
            throw ApiFault.InvalidArgument(fault.Message);
        }
    }

    private PlacedPage Read(ApiStream stream, ShardId shard, long next, PageLimit limit)
    {
        try
        {
            return stream.Events.Pages.Read(ShardRow.NumberOf(shard), next, limit);
        }
        catch (InvalidOperationException)
        {
            throw api.NoShard(stream, shard.Value);
        }
    }
}
