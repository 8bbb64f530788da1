using Amazon.Runtime;
using Clickstream.Aws.Configuration;
using Clickstream.Aws.Errors;
using Clickstream.Core.Catalog;
using Clickstream.Core.Lake;
using Clickstream.Core.Time;

namespace Clickstream.Aws.Glue;

/// <summary>The catalog in Glue, which Athena and Redshift Spectrum read. The database is made if there is none. Safe for concurrent use.</summary>
public sealed class GlueCatalog : ICatalog, IDisposable
{
    private const string AlreadyExists = "AlreadyExistsException";
    private const string NotFound = "EntityNotFoundException";

    private readonly string _database;
    private readonly GlueSchema _schema;
    private readonly GlueClient _client;

    /// <summary>Creates the catalog; nothing is called yet.</summary>
    /// <exception cref="ArgumentException">The options are wrong.</exception>
    public GlueCatalog(AwsEnvironment environment, GlueOptions options)
    {
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(options);
        if (options.Validate() is { Count: > 0 } problems)
            throw new ArgumentException(string.Join(' ', problems), nameof(options));

        _database = options.Database;
        _schema = new GlueSchema(options.Lake);
        _client = new GlueClient(environment);
    }

    /// <inheritdoc/>
    public string LocationOf(string key) => _schema.LocationOf(key);

    /// <inheritdoc/>
    public async Task EnsureTableAsync(LakeTable table, string folder, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(table);
        var wanted = _schema.Table(table, folder);
        var there = await GetTableAsync(table, cancellationToken).ConfigureAwait(false);
        if (there is null)
        {
            await CreateIfAbsentAsync(
                "glue:CreateDatabase",
                _database,
                () => _client.CreateDatabaseAsync(new(new DatabaseInput(_database)), cancellationToken)).ConfigureAwait(false);
            await CreateIfAbsentAsync(
                "glue:CreateTable", NameOf(table), () => _client.CreateTableAsync(new(_database, wanted), cancellationToken)).ConfigureAwait(false);
            there = await GetTableAsync(table, cancellationToken).ConfigureAwait(false);
        }

        if (there is null || !GlueSchema.IsSame(wanted, there))
        {
            // What others added to the parameters (statistics, owners) stays.
            var parameters = new Dictionary<string, string>(there?.Parameters ?? new Dictionary<string, string>());
            foreach (var (key, value) in wanted.Parameters!)
                parameters[key] = value;
            var request = new UpdateTableRequest(_database, wanted with { Parameters = parameters }, SkipArchive: true);
            await CallAsync(
                "glue:UpdateTable", NameOf(table), () => _client.UpdateTableAsync(request, cancellationToken)).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<CatalogPartition>> ListAsync(LakeTable table, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(table);
        var partitions = new List<CatalogPartition>();
        string? next = null;
        do
        {
            var request = new GetPartitionsRequest(_database, table.Name, ExcludeColumnSchema: true, next);
            var page = await CallAsync(
                "glue:GetPartitions", NameOf(table), () => _client.GetPartitionsAsync(request, cancellationToken)).ConfigureAwait(false);
            foreach (var partition in page.Partitions ?? [])
            {
                if (GlueSchema.HourOf(partition.Values) is { } hour)
                    partitions.Add(new CatalogPartition(hour, _schema.FolderOf(partition.StorageDescriptor?.Location ?? string.Empty)));
            }

            next = page.NextToken;
        }
        while (!string.IsNullOrEmpty(next));
        return partitions;
    }

    /// <inheritdoc/>
    public async Task AddAsync(LakeTable table, IReadOnlyList<CatalogPartition> partitions, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(partitions);
        var errors = new List<PartitionError>();
        foreach (var batch in partitions.Chunk(GlueClient.MaxBatch))
        {
            var request = new BatchCreatePartitionRequest(_database, table.Name, [.. batch.Select(partition => _schema.Partition(table, partition))]);
            var answer = await CallAsync(
                "glue:BatchCreatePartition", NameOf(table), () => _client.BatchCreatePartitionAsync(request, cancellationToken)).ConfigureAwait(false);
            errors.AddRange(answer.Errors ?? []);
        }

        var existing = errors.Where(error => error.ErrorDetail?.ErrorCode == AlreadyExists).ToList();
        var hours = existing.Select(error => GlueSchema.HourOf(error.PartitionValues)).ToHashSet();
        await MoveAsync(table, [.. partitions.Where(partition => hours.Contains(partition.Hour))], cancellationToken).ConfigureAwait(false);
        ThrowIfAny("glue:BatchCreatePartition", table, [.. errors.Except(existing)]);
    }

    /// <inheritdoc/>
    public async Task MoveAsync(LakeTable table, IReadOnlyList<CatalogPartition> partitions, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(partitions);
        var errors = new List<PartitionError>();
        foreach (var batch in partitions.Chunk(GlueClient.MaxBatch))
        {
            var inputs = batch.Select(partition => new BatchUpdatePartitionEntry(GlueSchema.ValuesOf(partition.Hour), _schema.Partition(table, partition)));
            var request = new BatchUpdatePartitionRequest(_database, table.Name, [.. inputs]);
            var answer = await CallAsync(
                "glue:BatchUpdatePartition", NameOf(table), () => _client.BatchUpdatePartitionAsync(request, cancellationToken)).ConfigureAwait(false);
            errors.AddRange(answer.Errors ?? []);
        }

        ThrowIfAny("glue:BatchUpdatePartition", table, errors);
    }

    /// <inheritdoc/>
    public async Task RemoveAsync(LakeTable table, IReadOnlyList<Hour> hours, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(table);
        var errors = new List<PartitionError>();
        foreach (var batch in hours.Chunk(GlueClient.MaxDeleteBatch))
        {
            var values = batch.Select(hour => new PartitionValueList(GlueSchema.ValuesOf(hour)));
            var request = new BatchDeletePartitionRequest(_database, table.Name, [.. values]);
            var answer = await CallAsync(
                "glue:BatchDeletePartition", NameOf(table), () => _client.BatchDeletePartitionAsync(request, cancellationToken)).ConfigureAwait(false);
            errors.AddRange(answer.Errors ?? []);
        }

        ThrowIfAny("glue:BatchDeletePartition", table, [.. errors.Where(error => error.ErrorDetail?.ErrorCode != NotFound)]);
    }

    /// <summary>Whether a table was made yet. Needs glue:GetTable.</summary>
    /// <exception cref="CatalogException">It may not be looked at.</exception>
    public async Task<bool> HasTableAsync(LakeTable table, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(table);
        return await GetTableAsync(table, cancellationToken).ConfigureAwait(false) is not null;
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private string NameOf(LakeTable table) => $"the table {_database}.{table.Name}";

    private async Task<TableInput?> GetTableAsync(LakeTable table, CancellationToken cancellationToken)
    {
        try
        {
            return (await _client.GetTableAsync(new(_database, table.Name), cancellationToken).ConfigureAwait(false)).Table;
        }
        catch (AmazonServiceException refusal) when (refusal.ErrorCode == NotFound)
        {
            return null; // The table, or the database.
        }
        catch (AmazonServiceException refusal)
        {
            throw new CatalogException(AwsRefusal.Describe(refusal, "glue:GetTable", NameOf(table)), refusal);
        }
        catch (Exception failure) when (AwsRefusal.IsNoCall(failure))
        {
            throw new CatalogException(AwsRefusal.DescribeNoCall(failure, "glue:GetTable", NameOf(table)), failure);
        }
    }

    private static async Task CreateIfAbsentAsync(string action, string resource, Func<Task> create)
    {
        try
        {
            await create().ConfigureAwait(false);
        }
        catch (AmazonServiceException refusal) when (refusal.ErrorCode == AlreadyExists)
        {
            // Somebody else made it at the same time, or before.
        }
        catch (AmazonServiceException refusal)
        {
            throw new CatalogException(AwsRefusal.Describe(refusal, action, resource), refusal);
        }
        catch (Exception failure) when (AwsRefusal.IsNoCall(failure))
        {
            throw new CatalogException(AwsRefusal.DescribeNoCall(failure, action, resource), failure);
        }
    }

    private static async Task CallAsync(string action, string resource, Func<Task> call) => await CallAsync(action, resource, async () =>
    {
        await call().ConfigureAwait(false);
        return true;
    }).ConfigureAwait(false);

    private static async Task<T> CallAsync<T>(string action, string resource, Func<Task<T>> call)
    {
        try
        {
            return await call().ConfigureAwait(false);
        }
        catch (AmazonServiceException refusal)
        {
            throw new CatalogException(AwsRefusal.Describe(refusal, action, resource), refusal);
        }
        catch (Exception failure) when (AwsRefusal.IsNoCall(failure))
        {
            throw new CatalogException(AwsRefusal.DescribeNoCall(failure, action, resource), failure);
        }
    }

    private void ThrowIfAny(string action, LakeTable table, List<PartitionError> errors)
    {
        if (errors.Count == 0)
            return;
        var first = errors[0];
        var name = $"the partition {string.Join('/', first.PartitionValues ?? first.PartitionValueList ?? [])} of {NameOf(table)}";
        var reason = AwsRefusal.Describe(first.ErrorDetail?.ErrorCode, first.ErrorDetail?.ErrorMessage ?? string.Empty, action, name);
        throw new CatalogException($"{errors.Count} partitions were not written. {reason}");
    }
}
