using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Clickstream.Aws.Configuration;
using Clickstream.Aws.Kinesis.Reading;
using Clickstream.Aws.Kinesis.Writing;
using Clickstream.Core.Streams;

namespace Clickstream.Aws.Kinesis;

/// <summary>
/// A stream of Kinesis Data Streams. Calls are retried while that helps; then a put tells it as the outcome of its records, and
/// everything else throws
/// <see cref="Transport.AwsServiceException"/>. A put that timed out may be stored and repeated. Safe for concurrent use.
/// </summary>
public sealed class KinesisEventStream : IEventStream, IStreamAdministration, IDisposable
{
    private readonly KinesisClient _client;
    private readonly ShardCatalog _shards;
    private readonly RecordPutter _putter;
    private readonly PollingReader _polling;
    private readonly FanOutReader? _fanOut;
    private readonly ConcurrentDictionary<ShardId, bool> _subscribed = new();
    private readonly StreamAdministration _administration;

    /// <summary>Makes the stream's client; nothing is called yet.</summary>
    /// <exception cref="ArgumentException">The options are not valid; the message names all problems.</exception>
    public KinesisEventStream(AwsEnvironment environment, KinesisStreamOptions options)
    {
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(options);
        if (options.Validate() is { Count: > 0 } problems)
        {
            throw new ArgumentException(string.Join(' ', problems), nameof(options));
        }

        var stream = new StreamReference(options.Stream);
        _client = KinesisClient.Open(environment, options.Codec, options.Transport);
        _shards = new ShardCatalog(_client, stream);
        _putter = new RecordPutter(_client, stream, _shards, options.Pace);
        _polling = new PollingReader(_client, stream, _shards, options.Pace);
        _administration = new StreamAdministration(_client, stream, _shards);
        _fanOut = options.ConsumerName is { } consumer
            ? new FanOutReader(
                _client, _shards, new FanOutConsumer(_client, stream, consumer), options.Transport.Backoff, options.Pace.ResubscribeAfter)
            : null;
    }

    /// <summary>Whether the endpoint turned out not to speak CBOR, so that JSON is used.</summary>
    public bool UsesJson => _client.UsesJson;

    /// <inheritdoc/>
    public Task<IReadOnlyList<Shard>> ListShardsAsync(CancellationToken cancellationToken) => _shards.RefreshAsync(cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<PutOutcome>> PutAsync(IReadOnlyList<PutEntry> entries, CancellationToken cancellationToken) =>
        _putter.PutAsync(entries, cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<RecordPage> ReadAsync(ShardId shard, StreamPosition from, CancellationToken cancellationToken) =>
        _fanOut is null ? _polling.ReadAsync(shard, from, cancellationToken) : SubscribeOnceAsync(_fanOut, shard, from, cancellationToken);

    /// <inheritdoc/>
    public Task CreateIfAbsentAsync(int shards, CancellationToken cancellationToken) => _administration.CreateIfAbsentAsync(shards, cancellationToken);

    /// <inheritdoc/>
    public Task SplitAsync(ShardId shard, UInt128 newStartingHashKey, CancellationToken cancellationToken) =>
        _administration.SplitAsync(shard, newStartingHashKey, cancellationToken);

    /// <inheritdoc/>
    public Task MergeAsync(ShardId shard, ShardId adjacent, CancellationToken cancellationToken) =>
        _administration.MergeAsync(shard, adjacent, cancellationToken);

    /// <summary>
    /// Changes the number of open shards (UpdateShardCount: between half and double, 10 times a day) and waits until that is done.
    /// </summary>
    public Task ResizeAsync(int shards, CancellationToken cancellationToken) => _administration.ResizeAsync(shards, cancellationToken);

    /// <summary>
    /// Sets the retention period of the stream, rounded up to hours and to what Kinesis allows (24 hours to 365 days). Kinesis itself
    /// removes what is
    /// older, and does not say how much: the result is always 0.
    /// </summary>
    public Task<long> TrimAsync(TimeSpan retention, CancellationToken cancellationToken) => _administration.TrimAsync(retention, cancellationToken);

    /// <summary>
    /// Deregisters the consumer of enhanced fan-out, which costs as long as it is registered; nothing happens if there is none. Reading
    /// registers it anew.
    /// </summary>
    public Task RemoveConsumerAsync(CancellationToken cancellationToken) => _fanOut?.RemoveConsumerAsync(cancellationToken) ?? Task.CompletedTask;

    /// <summary>Deletes the stream with its consumers and all that is in it.</summary>
    public Task DeleteAsync(CancellationToken cancellationToken) => _administration.DeleteAsync(cancellationToken);

    /// <summary>A consumer has one subscription a shard, and a second one would take the first over; so another read of the same shard polls.</summary>
    private async IAsyncEnumerable<RecordPage> SubscribeOnceAsync(
        FanOutReader fanOut, ShardId shard, StreamPosition from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var isFirst = _subscribed.TryAdd(shard, true);
        try
        {
            var pages = isFirst ? fanOut.ReadAsync(shard, from, cancellationToken) : _polling.ReadAsync(shard, from, cancellationToken);
            await foreach (var page in pages.ConfigureAwait(false))
            {
                yield return page;
            }
        }
        finally
        {
            if (isFirst)
            {
                _subscribed.TryRemove(shard, out _);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _shards.Dispose();
        _fanOut?.Dispose();
        _client.Dispose();
    }
}
