using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Clickstream.Core.Streams;
using Clickstream.Stream.Resilience;

namespace Clickstream.Stream.Shards;

/// <summary>Reads a shard a little ahead of those who process it, and goes on where it was when a read fails.</summary>
internal sealed class ShardReader(IEventStream stream, ShardId shard, Retry retry)
{
    /// <summary>One page to process, one to have ready: a page may be 10 MiB.</summary>
    private const int PagesAhead = 1;

    /// <summary>The pages from a position on, until the shard's end or cancellation, which ends the sequence without an exception. The caller disposes each page.</summary>
    /// <exception cref="GaveUpException">The stream failed for too long.</exception>
    public async IAsyncEnumerable<RecordPage> ReadAsync(StreamPosition from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var pages = Channel.CreateBounded<RecordPage>(new BoundedChannelOptions(PagesAhead) { SingleReader = true, SingleWriter = true });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var fetching = Task.Run(() => FetchAsync(from, pages.Writer, stop.Token), CancellationToken.None);
        try
        {
            while (!stop.IsCancellationRequested && await HasMoreAsync(pages.Reader, stop.Token).ConfigureAwait(false))
            {
                if (pages.Reader.TryRead(out var page))
                    yield return page;
            }
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await fetching.ConfigureAwait(false);
            while (pages.Reader.TryRead(out var page))
                page.Dispose();
        }

        await pages.Reader.Completion.ConfigureAwait(false);
    }

    private static async Task<bool> HasMoreAsync(ChannelReader<RecordPage> pages, CancellationToken cancellationToken)
    {
        try
        {
            return await pages.WaitToReadAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private async Task FetchAsync(StreamPosition from, ChannelWriter<RecordPage> pages, CancellationToken cancellationToken)
    {
        IAsyncEnumerator<RecordPage>? reading = null;
        Exception? failure = null;
        try
        {
            while (await retry.RunAsync($"read {shard}", NextAsync, cancellationToken).ConfigureAwait(false) is { } page)
            {
                from = page.Records.Count > 0 ? new StreamPosition.After(page.Records[^1].SequenceNumber) : page.Resume ?? from;
                var isEnd = page.IsShardEnd;
                if (!await TryHandOverAsync(page, pages, cancellationToken).ConfigureAwait(false) || isEnd)
                    break;
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The reader was told to stop; the sequence just ends.
        }
        catch (GaveUpException cause)
        {
            failure = cause;
        }
        finally
        {
            if (reading is not null)
                await reading.DisposeAsync().ConfigureAwait(false);
            pages.TryComplete(failure);
        }

        async Task<RecordPage?> NextAsync(CancellationToken token)
        {
            reading ??= stream.ReadAsync(shard, from, cancellationToken).GetAsyncEnumerator(cancellationToken);
            var isRead = false;
            try
            {
                var page = await reading.MoveNextAsync().ConfigureAwait(false) ? reading.Current : null;
                isRead = true;
                return page;
            }
            finally
            {
                if (!isRead)
                {
                    // An enumerator that threw is at its end; the next attempt opens another behind the last page.
                    await reading.DisposeAsync().ConfigureAwait(false);
                    reading = null;
                }
            }
        }
    }

    private static async Task<bool> TryHandOverAsync(RecordPage page, ChannelWriter<RecordPage> pages, CancellationToken cancellationToken)
    {
        try
        {
            await pages.WriteAsync(page, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException)
        {
            page.Dispose();
            return false;
        }
    }
}
