using System.Runtime.CompilerServices;
using Clickstream.Aws.Kinesis.Api;
using Clickstream.Aws.Transport;
using Clickstream.Core.Streams;

namespace Clickstream.Aws.Kinesis.Reading;

/// <summary>Reads shards by GetRecords.</summary>
internal sealed class PollingReader(KinesisClient client, StreamReference stream, ShardCatalog shards, ShardPace pace)
{
    /// <summary>A page without records is given this often.</summary>
    private static readonly TimeSpan SignOfLife = TimeSpan.FromSeconds(1);

    /// <summary>How often an idle reader looks whether its shard was closed, and how old a list of shards serves all readers.</summary>
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan MaxListAge = TimeSpan.FromSeconds(1);

    public async IAsyncEnumerable<RecordPage> ReadAsync(
        ShardId shard, StreamPosition from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var poll = new Poll(shard, from, pace.SilenceOfEnd, client.Time);
        var clock = new PollClock(pace);
        while (true)
        {
            await Task.Delay(clock.WaitAt(poll.Now), client.Time, cancellationToken).ConfigureAwait(false);
            var polledAt = poll.Now;
            if (await AskAsync(poll, cancellationToken).ConfigureAwait(false) is not { } answer)
            {
                continue; // The iterator had expired; there is a new one.
            }

            clock.Note(polledAt, answer.Bytes, answer.Behind > TimeSpan.Zero);
            if (poll.IsAtEnd(answer))
            {
                var children = await ChildrenAsync(shard, answer, cancellationToken).ConfigureAwait(false);
                yield return new RecordPage(answer.Records, TimeSpan.Zero, children, answer.Answer);
                yield break;
            }

            if (answer.Records.Count > 0 || poll.IsSilentFor(SignOfLife))
            {
                poll.NoteGiven();
                yield return new RecordPage(answer.Records, answer.Behind, null, answer.Answer) { Resume = poll.Resume };
            }
            else
            {
                answer.Answer?.Dispose();
            }

            if (poll.ShouldLook(answer, LookEvery))
            {
                var known = await shards.GetAsync(MaxListAge, cancellationToken).ConfigureAwait(false);
                poll.IsClosed = known.Find(shard) is not { IsOpen: true };
            }
        }
    }

    /// <returns>Null if the iterator has expired; the next call makes a new one.</returns>
    private async Task<GetRecordsAnswer?> AskAsync(Poll poll, CancellationToken cancellationToken)
    {
        var isNew = poll.Iterator is null;
        poll.Iterator ??= await client.GetShardIteratorAsync(stream, poll.Shard, poll.Position, cancellationToken).ConfigureAwait(false);
        try
        {
            var answer = await client.GetRecordsAsync(stream, poll.Iterator, StreamLimits.MaxRecordsPerGet, cancellationToken).ConfigureAwait(false);
            poll.Advance(answer);
            return answer;
        }
        catch (AwsServiceException refused) when (refused.Code == "ExpiredIteratorException" && !isNew)
        {
            // One that is expired as soon as it is made is a fault of the endpoint, which would be asked without end.
            poll.Iterator = null;
            return null;
        }
    }

    private async Task<IReadOnlyList<Shard>> ChildrenAsync(ShardId shard, GetRecordsAnswer answer, CancellationToken cancellationToken)
    {
        try
        {
            return await shards.ChildrenAsync(shard, answer.Children, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            answer.Answer?.Dispose();
            throw;
        }
    }
}
