using System.Runtime.CompilerServices;
using System.Text;
using Clickstream.Core.Resilience;
using Clickstream.Core.Streams;
using Clickstream.Stream.Resilience;
using Clickstream.Stream.Shards;
using Clickstream.Stream.Tests.Worker;

namespace Clickstream.Stream.Tests.Shards;

public sealed class ShardReaderTests : IDisposable
{
    private readonly WorkerRig _rig = new();

    public void Dispose() => _rig.Remove();

    [Fact]
    public async Task A_read_from_the_latest_that_fails_before_its_first_record_passes_over_nothing()
    {
        await _rig.Stream.CreateIfAbsentAsync(1, CancellationToken.None);
        await PutAsync("before");
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        var shard = Assert.Single(await _rig.Stream.ListShardsAsync(timeout.Token)).Id;
        var retry = new Retry(new RetrySchedule { First = TimeSpan.FromMilliseconds(1) }, TimeProvider.System, new Random(1), _ => { });
        var reader = new ShardReader(new OutageAfterFirstPage(_rig.Stream, () => PutAsync("in the outage")), shard, retry);
        string? first = null;
        await foreach (var page in reader.ReadAsync(StreamPosition.Latest, timeout.Token))
        {
            using (page)
                first ??= page.Records.Count > 0 ? Encoding.UTF8.GetString(page.Records[0].Data.Span) : null;
            if (first is not null)
                break;
        }

        Assert.Equal("in the outage", first);
    }

    private async Task PutAsync(string text) =>
        Assert.IsType<PutOutcome.Accepted>(Assert.Single(await _rig.Stream.PutAsync([new PutEntry("k", Encoding.UTF8.GetBytes(text))], CancellationToken.None)));

    /// <summary>A stream that cannot be read for a while after its first page, in which something is put.</summary>
    private sealed class OutageAfterFirstPage(IEventStream inner, Func<Task> meanwhile) : IEventStream
    {
        private bool _isOver;

        public Task<IReadOnlyList<Shard>> ListShardsAsync(CancellationToken cancellationToken) => inner.ListShardsAsync(cancellationToken);

        public Task<IReadOnlyList<PutOutcome>> PutAsync(IReadOnlyList<PutEntry> entries, CancellationToken cancellationToken) =>
            inner.PutAsync(entries, cancellationToken);

        public async IAsyncEnumerable<RecordPage> ReadAsync(
            ShardId shard, StreamPosition from, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await foreach (var page in inner.ReadAsync(shard, from, cancellationToken))
            {
                yield return page;
                if (!_isOver)
                {
                    _isOver = true;
                    await meanwhile();
                    throw new IOException("The stream cannot be reached.");
                }
            }
        }
    }
}
