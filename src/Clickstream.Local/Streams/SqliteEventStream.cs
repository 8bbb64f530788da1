using System.Runtime.CompilerServices;
using Clickstream.Core.Streams;
using Clickstream.Local.Folder;
using Clickstream.Local.Sqlite;

namespace Clickstream.Local.Streams;

/// <summary>
/// A stream with the semantics of Kinesis in one SQLite file. Several processes may write and read at once.
/// A killed process loses nothing that was acknowledged; a power cut may lose the last seconds, but never the order or the file.
/// Faults of the disk are a <see cref="LocalStoreException"/>.
/// </summary>
public sealed class SqliteEventStream : IEventStream, IStreamAdministration, IDisposable
{
    private const int BytesOfRecord = 200; // What a record takes besides its data, roughly.

    private readonly string _path;
    private readonly SqliteEventStreamOptions _options;
    private readonly TimeProvider _time;
    private readonly SqliteWriter _writer;
    private readonly WalCheckpointer _checkpointer;
    private readonly StreamBell _bell;
    private readonly StreamAppender _appender;
    private readonly StreamResharding _resharding;
    private readonly StreamTrimmer _trimmer;
    private readonly Statement _list;
    private readonly PageReaderPool _pages;

    /// <summary>
    /// Opens the stream of a data folder, making its file if it is not there. <see cref="CreateIfAbsentAsync"/> makes the first shards.
    /// </summary>
    /// <exception cref="LocalStoreException">The file cannot be opened.</exception>
    public SqliteEventStream(LocalDataFolder folder, TimeProvider time, SqliteEventStreamOptions? options = null)
        : this(FilesOf(folder), time, options)
    {
    }

    internal SqliteEventStream(StreamFiles files, TimeProvider time, SqliteEventStreamOptions? options)
    {
        _path = files.Database;
        _options = options ?? new SqliteEventStreamOptions();
        _time = time;
        var database = StreamSchema.Schema.Open(_path);
        database.Execute("PRAGMA wal_autocheckpoint=0");
        _writer = new SqliteWriter(database);
        _checkpointer = new WalCheckpointer(StreamSchema.Schema.Open(_path));
        _bell = new StreamBell(files.BellFolder);
        _appender = new StreamAppender(database);
        _resharding = new StreamResharding(database);
        _trimmer = new StreamTrimmer(database);
        _list = database.Prepare($"SELECT {ShardRow.Columns} FROM shards ORDER BY id");
        _pages = new PageReaderPool(_path);
    }

    /// <summary>Reads for callers that come call by call and keep their own position, as the Kinesis API does.</summary>
    internal PageReaderPool Pages => _pages;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Shard>> ListShardsAsync(CancellationToken cancellationToken) =>
        [.. (await ListRowsAsync(cancellationToken).ConfigureAwait(false)).Select(row => row.ToShard())];

    /// <summary>All shards as they are stored, with the times that the port does not show.</summary>
    internal Task<List<ShardRow>> ListRowsAsync(CancellationToken cancellationToken) =>
        _writer.UseAsync(_ => ShardRow.ReadAll(_list), cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<PutOutcome>> PutAsync(IReadOnlyList<PutEntry> entries, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(entries);
        PutLimits.Check(entries);
        if (entries.Count == 0)
        {
            return [];
        }

        var outcomes = await _writer
            .WriteAsync(_ => _appender.Append(entries, Clock.Microseconds(_time), _options.EnforceLimits), cancellationToken)
            .ConfigureAwait(false);
        _bell.Ring();
        await _checkpointer.AppendedAsync(entries.Sum(entry => (long)entry.Data.Length + BytesOfRecord)).ConfigureAwait(false);
        return outcomes;
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<RecordPage> ReadAsync(
        ShardId shard,
        StreamPosition from,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var cursor = ShardCursor.Open(StreamSchema.Schema.Open(_path), shard, from, _options.PageBytes);
        var isLate = true; // The first page comes at once, even if it is empty: the reader learns that it has seen everything.
        var heartbeat = _options.Heartbeat;
        var lastPage = TimeProvider.System.GetTimestamp();
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var ring = _bell.Next;
            var page = cursor.Next();
            if (page.Records.Count > 0 || page.IsShardEnd || isLate)
            {
                lastPage = TimeProvider.System.GetTimestamp();
                heartbeat = page.Records.Count > 0 ? _options.FirstHeartbeat : _options.Heartbeat;
                yield return page;
                if (page.IsShardEnd)
                {
                    yield break;
                }

                isLate = false;
                continue;
            }

            page.Dispose();
            // The bell rings for every shard, so a ring does not put the heartbeat of a silent one off.
            var left = heartbeat - TimeProvider.System.GetElapsedTime(lastPage);
            isLate = left <= TimeSpan.Zero || !await RingsAsync(ring, left, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async Task CreateIfAbsentAsync(int shards, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(shards, 1);
        await _writer.WriteAsync(_ => _resharding.CreateIfAbsent(shards), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task SplitAsync(ShardId shard, UInt128 newStartingHashKey, CancellationToken cancellationToken)
    {
        var now = Clock.Microseconds(_time);
        await _writer.WriteAsync(_ => _resharding.Split(shard, newStartingHashKey, now), cancellationToken).ConfigureAwait(false);
        _bell.Ring();
    }

    /// <inheritdoc/>
    public async Task MergeAsync(ShardId shard, ShardId adjacent, CancellationToken cancellationToken)
    {
        var now = Clock.Microseconds(_time);
        await _writer.WriteAsync(_ => _resharding.Merge(shard, adjacent, now), cancellationToken).ConfigureAwait(false);
        _bell.Ring();
    }

    /// <summary>Splits and merges until this many open shards of equal size are left.</summary>
    internal async Task DivideAsync(int shards, CancellationToken cancellationToken)
    {
        var now = Clock.Microseconds(_time);
        await _writer.WriteAsync(_ => _resharding.Divide(shards, now), cancellationToken).ConfigureAwait(false);
        _bell.Ring();
    }

    /// <inheritdoc/>
    public async Task<long> TrimAsync(TimeSpan retention, CancellationToken cancellationToken)
    {
        var before = Clock.ToMicroseconds(_time.GetUtcNow() - retention);
        long removed = 0;
        int some;
        do
        {
            some = await _writer.WriteAsync(_ => _trimmer.RemoveSome(before), cancellationToken).ConfigureAwait(false);
            removed += some;
        }
        while (some > 0);

        await _writer.WriteAsync(_ => _trimmer.ForgetShards(before), cancellationToken).ConfigureAwait(false);
        return removed;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _checkpointer.Dispose();
        _pages.Dispose();
        _writer.Dispose();
        _bell.Dispose();
    }

    private static StreamFiles FilesOf(LocalDataFolder folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        return folder.Stream;
    }

    /// <summary>Waits for a ring.</summary>
    /// <returns>False if there was none for so long.</returns>
    private static async Task<bool> RingsAsync(Task ring, TimeSpan longest, CancellationToken cancellationToken)
    {
        using var timer = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var silence = Task.Delay(longest, TimeProvider.System, timer.Token);
        var first = await Task.WhenAny(ring, silence).ConfigureAwait(false);
        await timer.CancelAsync().ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        return first == ring;
    }
}
