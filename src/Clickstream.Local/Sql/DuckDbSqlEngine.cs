using Clickstream.Core.Lake;
using Clickstream.Core.Objects;
using Clickstream.Core.Sql;
using Clickstream.Local.Folder;
using DuckDB.NET.Data;
using DuckDB.NET.Native;

namespace Clickstream.Local.Sql;

/// <summary>
/// Answers SQL with DuckDB, in this process, over the published versions in a data folder: a view for each of <see cref="LakeTable.All"/>, and
/// <c>quarantine</c> and <c>quality</c>. Each query sees the versions that were published when it began. It reads nothing else and writes nothing.
/// </summary>
/// <param name="store">The store of the folder.</param>
/// <param name="folder">The folder.</param>
/// <param name="options">What a query may use.</param>
public sealed class DuckDbSqlEngine(IObjectStore store, LocalDataFolder folder, DuckDbOptions? options = null) : ISqlEngine
{
    private readonly DuckDbOptions _options = options ?? new DuckDbOptions();

    /// <inheritdoc/>
    /// <exception cref="UnknownFormatException">A manifest is damaged, or of a newer format.</exception>
    public async Task<QueryResult> QueryAsync(string sql, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(sql);
        ReadOnlyStatement.Check(sql);
        var setup = await GetSetupAsync(cancellationToken);
        return await Task.Run(() => Run(setup, sql, cancellationToken), cancellationToken);
    }

    private async Task<IReadOnlyList<string>> GetSetupAsync(CancellationToken cancellationToken)
    {
        var lake = await PublishedLake.ReadAsync(store, cancellationToken);
        var quarantine = new List<string>();
        await foreach (var info in store.ListAsync(LakeLayout.Quarantine, cancellationToken))
        {
            quarantine.Add(info.Key.Value);
        }

        var quality = new List<string>();
        await foreach (var info in store.ListAsync(LakeLayout.QualityLog, cancellationToken))
        {
            quality.Add(info.Key.Value);
        }

        var root = folder.Root;
        return
        [
            $"SET memory_limit = '{_options.MaxMemory}B'",
            $"SET threads = {_options.Threads}",
            "SET temp_directory = ''", // A query that does not fit in memory ends, rather than fill the disk.
            "SET TimeZone = 'UTC'",
            .. LakeTable.All.Select(table => LakeViews.Create(table, root, lake.FilesOf(table).Where(file => file.Rows > 0).Select(file => file.Key))),
            LakeViews.CreateQuarantine(root, quarantine),
            LakeViews.Create(LakeTable.Quality, root, quality),
            "CREATE VIEW engagement AS FROM engagement_minutes", // By this name it was known before there were other minutes.
            .. LakeViews.CreateSchema(),
            $"SET allowed_directories = [{LakeViews.Literal(Path.Combine(root, "curated/"))}, {LakeViews.Literal(Path.Combine(root, LakeLayout.Quarantine))}, {LakeViews.Literal(Path.Combine(root, LakeLayout.QualityLog))}]",
            "SET enable_external_access = false",
            "SET lock_configuration = true",
        ];
    }

    private static QueryResult Run(IReadOnlyList<string> setup, string sql, CancellationToken cancellationToken)
    {
        try
        {
            using var connection = new DuckDBConnection("Data Source=:memory:");
            connection.Open();
            using var command = connection.CreateCommand();
            foreach (var statement in setup)
            {
                Execute(command, statement);
            }

            CheckIsOne(connection, sql);
            using var canceller = cancellationToken.Register(command.Cancel);
            return Read(command, sql, cancellationToken);
        }
        catch (DuckDBException exception)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new SqlException(exception.Message, exception);
        }
    }

    private static void CheckIsOne(DuckDBConnection connection, string sql)
    {
        var count = NativeMethods.ExtractStatements.DuckDBExtractStatements(connection.NativeConnection, sql, out var statements);
        using (statements)
        {
            if (count > 1)
            {
                throw new SqlException("Only one statement can be run at a time.");
            }
        }
    }

    private static void Execute(DuckDBCommand command, string statement)
    {
#pragma warning disable CA2100 // The statements are made here; names and paths are quoted.
        command.CommandText = statement;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    private static QueryResult Read(DuckDBCommand command, string sql, CancellationToken cancellationToken)
    {
#pragma warning disable CA2100 // Running the user's statement is what this is for. It only reads, and only the lake.
        command.CommandText = sql;
#pragma warning restore CA2100
        using var reader = command.ExecuteReader();
        var columns = Enumerable.Range(0, reader.FieldCount).Select(reader.GetName).ToArray();
        var rows = new List<IReadOnlyList<object?>>();
        while (reader.Read())
        {
            cancellationToken.ThrowIfCancellationRequested();
            var row = new object?[columns.Length];
            for (var i = 0; i < row.Length; i++)
            {
                row[i] = reader.IsDBNull(i) ? null : ResultValue.From(reader.GetValue(i));
            }

            rows.Add(row);
        }

        return new QueryResult(columns, rows);
    }
}
