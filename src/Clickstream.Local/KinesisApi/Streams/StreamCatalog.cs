using System.Security.Cryptography;
using Clickstream.Local.Sqlite;

namespace Clickstream.Local.KinesisApi.Streams;

/// <summary>The streams of a data folder with their consumers and tags, in SQLite, so that they are there after a restart.</summary>
internal sealed class StreamCatalog : IDisposable
{
    private const int SecretBytes = 32; // As long as the digest that it keys.

    private readonly SqliteWriter _writer;

    private StreamCatalog(Database database, byte[] secret)
    {
        _writer = new SqliteWriter(database);
        Secret = secret;
    }

    /// <summary>What makes iterators and tokens unforgeable; kept, so that they outlive a restart.</summary>
    public byte[] Secret { get; }

    public static StreamCatalog Open(string path)
    {
        var database = CatalogSchema.Schema.Open(path);
        using var read = database.PrepareOnce("SELECT bytes FROM secret");
        if (read.Step())
        {
            return new StreamCatalog(database, read.Blob(0).ToArray());
        }

        var secret = RandomNumberGenerator.GetBytes(SecretBytes);
        using var write = database.PrepareOnce("INSERT INTO secret (bytes) VALUES (?)");
        write.Bind(1, secret.AsSpan()).Run();
        return new StreamCatalog(database, secret);
    }

    public Task<List<StreamEntry>> ListAsync(CancellationToken cancellationToken) => ReadAsync(
        "SELECT id, name, created, retention_hours, on_demand, own FROM streams ORDER BY name",
        _ => { },
        row => new StreamEntry(
            row.Int64(0), row.Text(1), Clock.FromMicroseconds(row.Int64(2)), row.IsNull(3) ? null : (int)row.Int64(3),
            row.Int64(4) != 0, row.Int64(5) != 0),
        cancellationToken);

    /// <summary>Adds a stream; its number is given by the catalog.</summary>
    public async Task<StreamEntry> AddAsync(StreamEntry entry, CancellationToken cancellationToken)
    {
        await RunAsync(
            "INSERT INTO streams (name, created, on_demand, own) VALUES (?, ?, ?, ?)",
            row => row.Bind(1, entry.Name).Bind(2, Clock.ToMicroseconds(entry.Created))
                .Bind(3, entry.IsOnDemand ? 1 : 0).Bind(4, entry.IsOwn ? 1 : 0),
            cancellationToken).ConfigureAwait(false);
        return (await ListAsync(cancellationToken).ConfigureAwait(false)).Single(stream => stream.Name == entry.Name);
    }

    public Task RenameAsync(long stream, string name, CancellationToken cancellationToken) =>
        RunAsync("UPDATE streams SET name = ? WHERE id = ?", row => row.Bind(1, name).Bind(2, stream), cancellationToken);

    public async Task RemoveAsync(long stream, CancellationToken cancellationToken)
    {
        foreach (var sql in new[]
                 {
                     "DELETE FROM consumers WHERE stream = ?", "DELETE FROM tags WHERE stream = ?", "DELETE FROM streams WHERE id = ?",
                 })
        {
            await RunAsync(sql, row => row.Bind(1, stream), cancellationToken).ConfigureAwait(false);
        }
    }

    public Task SetRetentionAsync(long stream, int hours, CancellationToken cancellationToken) =>
        RunAsync("UPDATE streams SET retention_hours = ? WHERE id = ?", row => row.Bind(1, hours).Bind(2, stream), cancellationToken);

    public Task SetOnDemandAsync(long stream, bool isOnDemand, CancellationToken cancellationToken) =>
        RunAsync("UPDATE streams SET on_demand = ? WHERE id = ?", row => row.Bind(1, isOnDemand ? 1 : 0).Bind(2, stream), cancellationToken);

    public Task<List<ConsumerEntry>> ListConsumersAsync(long stream, CancellationToken cancellationToken) => ReadAsync(
        "SELECT name, created FROM consumers WHERE stream = ? ORDER BY name",
        row => row.Bind(1, stream),
        row => new ConsumerEntry(row.Text(0), Clock.FromMicroseconds(row.Int64(1))),
        cancellationToken);

    public Task AddConsumerAsync(long stream, ConsumerEntry consumer, CancellationToken cancellationToken) => RunAsync(
        "INSERT INTO consumers (stream, name, created) VALUES (?, ?, ?)",
        row => row.Bind(1, stream).Bind(2, consumer.Name).Bind(3, Clock.ToMicroseconds(consumer.Created)),
        cancellationToken);

    public Task RemoveConsumerAsync(long stream, string name, CancellationToken cancellationToken) =>
        RunAsync("DELETE FROM consumers WHERE stream = ? AND name = ?", row => row.Bind(1, stream).Bind(2, name), cancellationToken);

    public Task<List<KeyValuePair<string, string>>> ListTagsAsync(long stream, CancellationToken cancellationToken) => ReadAsync(
        "SELECT key, value FROM tags WHERE stream = ? ORDER BY key",
        row => row.Bind(1, stream),
        row => KeyValuePair.Create(row.Text(0), row.Text(1)),
        cancellationToken);

    public Task SetTagAsync(long stream, string key, string value, CancellationToken cancellationToken) => RunAsync(
        "INSERT INTO tags (stream, key, value) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET value = excluded.value",
        row => row.Bind(1, stream).Bind(2, key).Bind(3, value),
        cancellationToken);

    public Task RemoveTagAsync(long stream, string key, CancellationToken cancellationToken) =>
        RunAsync("DELETE FROM tags WHERE stream = ? AND key = ?", row => row.Bind(1, stream).Bind(2, key), cancellationToken);

    public void Dispose() => _writer.Dispose();

    private Task<List<T>> ReadAsync<T>(string sql, Action<Statement> bind, Func<Statement, T> read, CancellationToken cancellationToken) =>
        _writer.UseAsync(
            database =>
            {
                using var statement = database.PrepareOnce(sql);
                bind(statement);
                var rows = new List<T>();
                while (statement.Step())
                {
                    rows.Add(read(statement));
                }

                return rows;
            },
            cancellationToken);

    private Task<bool> RunAsync(string sql, Action<Statement> bind, CancellationToken cancellationToken) => _writer.WriteAsync(
        database =>
        {
            using var statement = database.PrepareOnce(sql);
            bind(statement);
            statement.Run();
            return true;
        },
        cancellationToken);
}
