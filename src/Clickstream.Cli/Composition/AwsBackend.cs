using Amazon.DynamoDBv2;
using Amazon.S3;
using Clickstream.Aws.Alerts;
using Clickstream.Aws.Athena;
using Clickstream.Aws.Configuration;
using Clickstream.Aws.DynamoDb;
using Clickstream.Aws.EventBridge;
using Clickstream.Aws.Firehose;
using Clickstream.Aws.Glue;
using Clickstream.Aws.Kinesis;
using Clickstream.Aws.Metrics;
using Clickstream.Aws.S3;
using Clickstream.Aws.Sns;
using Clickstream.Cli.Commands;
using Clickstream.Core.Alerts;
using Clickstream.Core.Alerts.Rules;
using Clickstream.Core.Alerts.Windows;
using Clickstream.Core.Catalog;
using Clickstream.Core.Claims;
using Clickstream.Core.Delivery;
using Clickstream.Core.Lake;
using Clickstream.Core.Leases;
using Clickstream.Core.Objects;
using Clickstream.Core.Sql;
using Clickstream.Core.Streams;

namespace Clickstream.Cli.Composition;

/// <summary>Every port, implemented on AWS.</summary>
internal sealed class AwsBackend : Backend
{
    private readonly AwsSettings _settings;
    private readonly AwsEnvironment _environment;
    private readonly S3StoreOptions _store;
    private readonly Lazy<IAmazonS3> _s3;
    private readonly Lazy<IAmazonDynamoDB> _dynamo;
    private readonly Lazy<S3ObjectStore> _objects;
    private readonly Lazy<KinesisEventStream> _stream;
    private readonly Lazy<IMicroBatchDelivery> _delivery;
    private readonly Lazy<IReadOnlyList<IAlertChannel>> _channels;
    private readonly Lazy<ICatalog?> _catalog;
    private readonly Lazy<AthenaSqlEngine> _sql;
    private readonly List<IDisposable> _opened = [];

    private AwsBackend(AwsSettings settings, AwsEnvironment environment, string options)
        : base(environment.Time)
    {
        (_settings, _environment, Options) = (settings, environment, options);
        _store = new S3StoreOptions
        {
            Bucket = settings.Bucket ?? settings.Buckets.Values.First(),
            BucketByLayer = settings.Buckets,
            Prefix = settings.Prefix,
            KmsKey = settings.KmsKey,
            ExpectedBucketOwner = settings.BucketOwner,
        };
        _s3 = new(() => Opened(S3Clients.Create(environment)));
        _dynamo = new(() => Opened(DynamoDbClients.Create(environment)));
        _objects = new(() => new S3ObjectStore(_s3.Value, _store, environment.Time));
        _stream = new(() => Opened(new KinesisEventStream(environment, new KinesisStreamOptions { Stream = settings.Stream, ConsumerName = settings.Consumer })));
        _delivery = new(OpenDelivery);
        _channels = new(() => [.. OpenChannels()]);
        _catalog = new(() =>
            settings.Database is { } database ? Opened(new GlueCatalog(environment, new GlueOptions { Database = database, Lake = LocationOfLayer(LakeLayout.Dimensions) })) : null);
        _sql = new(OpenSql);
    }

    public override string Options { get; }

    public override TimeSpan Failover => TimeSpan.FromSeconds(_settings.FailoverSeconds);

    /// <summary>Once per failover: each listing reads the whole table, which DynamoDB bills by what it reads.</summary>
    public override TimeSpan? LeaseListing => Failover;

    public override IObjectStore Objects => _objects.Value;

    public override IPurchaseMemory Purchases => DynamoDbPurchaseMemory.Attach(_dynamo.Value, _settings.ClaimTable, Time);

    public override EnrichmentTexts Enrichment => new(_settings.Enrich, _settings.Geo, _settings.UrlParams);

    public override IMicroBatchDelivery Delivery => _delivery.Value;

    public override IReadOnlyList<IAlertChannel> Channels => _channels.Value;

    public override ISqlEngine Sql => _sql.Value;

    public override async Task ReportMetricsAsync(TextWriter output, CancellationToken cancellationToken)
    {
        if (_settings.EmbeddedMetrics)
        {
            var options = new EmbeddedMetricsOptions { Dimensions = new Dictionary<string, string> { ["application"] = _settings.LeaseTable } };
            using var metrics = new EmbeddedMetrics(options, output, Time);
            await metrics.RunAsync(cancellationToken);
        }
    }

    public override IReadOnlyList<HealthCheck> Checks => new AwsChecks(this, _settings, _environment).All;

    /// <summary>Resolves the environment. Makes the buckets, if they are missing and may be made; else nothing is called yet.</summary>
    /// <param name="settings">The names in the account.</param>
    /// <param name="options">The options by which another command reaches the same.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Aborts.</param>
    /// <exception cref="AwsSettingsException">The settings or the environment cannot be used.</exception>
    public static async Task<AwsBackend> OpenAsync(AwsSettings settings, string options, TimeProvider time, CancellationToken cancellationToken)
    {
        var backend = new AwsBackend(settings, AwsEnvironmentResolver.Resolve(settings, Environment.GetEnvironmentVariable, time), options);
        if (settings.CreateMissing)
        {
            await S3Buckets.CreateIfAbsentAsync(backend._s3.Value, backend._store, cancellationToken);
        }

        return backend;
    }

    public override async Task<IEventStream> StreamAsync(CancellationToken cancellationToken)
    {
        if (_settings.CreateMissing)
        {
            await _stream.Value.CreateIfAbsentAsync(_settings.Shards, cancellationToken);
        }

        // A stream that is missing, or may not be used, is said at once; later on a worker takes it for a fault that may pass.
        await _stream.Value.ListShardsAsync(cancellationToken);
        return _stream.Value;
    }

    public override async Task<ILeaseStore> LeasesAsync(CancellationToken cancellationToken) =>
        await DynamoDbLeaseStore.OpenAsync(_dynamo.Value, _settings.LeaseTable, Time, cancellationToken);

    public override async Task<IClaimStore> ClaimsAsync(CancellationToken cancellationToken) =>
        await DynamoDbClaimStore.OpenAsync(_dynamo.Value, ClaimsOf(_settings), Time, cancellationToken);

    public override Task<AlertRules> RulesAsync(CancellationToken cancellationToken) => StoredRules.ReadAsync(Objects, _settings, cancellationToken);

    public override Func<CancellationToken, Task<AlertHistory>> FollowAlerts() => new AlertCopyHistory(Objects, Time).ReadAsync;

    public override IAsyncEnumerable<Alert> KeptAlertsAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken) =>
        AlertCopyHistory.ReadAsync(Objects, from, to, cancellationToken);

    public override ICatalog? Catalog => _catalog.Value;

    public override IReadOnlyDictionary<string, string>? Layers =>
        new[] { LakeLayout.Raw, LakeLayout.Landing, LakeLayout.Quarantine, LakeLayout.Dimensions }.ToDictionary(root => root.Split('/')[0], LocationOfLayer);

    public override string? Database => _settings.Database;

    public override ValueTask DisposeAsync()
    {
        foreach (var part in Enumerable.Reverse(_opened))
        {
            part.Dispose();
        }

        return ValueTask.CompletedTask;
    }

    private string LocationOfLayer(string root)
    {
        var place = _store.PlaceOf(new ObjectKey($"{root}x"));
        return $"s3://{place.Bucket}/{place.Key[..^$"{root}x".Length]}".TrimEnd('/');
    }

    private static DynamoDbClaimStoreOptions ClaimsOf(AwsSettings settings) =>
        new() { Table = settings.ClaimTable, PendingExpiry = TimeSpan.FromSeconds(settings.ClaimWindowSeconds) };

    private AthenaSqlEngine OpenSql() => _settings.Database is { } database
        ? Opened(new AthenaSqlEngine(
            _environment,
            new AthenaOptions { Database = database, WorkGroup = _settings.Workgroup, OutputLocation = _settings.QueryResults?.ToString() }))
        : throw new CommandException("database is missing in the configuration: name the Glue database that Athena asks.");

    private IMicroBatchDelivery OpenDelivery()
    {
        var direct = new ObjectStoreDelivery(Objects, ObjectStoreDelivery.PutsToS3);
        return _settings.Firehose is { } name ? Opened(new FirehoseDelivery(_environment, new FirehoseOptions { DeliveryStream = name }, direct)) : direct;
    }

    private IEnumerable<IAlertChannel> OpenChannels()
    {
        yield return new AlertCopyChannel(Objects);
        if (_settings.Topic is { } topic)
        {
            yield return Opened(new SnsAlertChannel(_environment, new SnsOptions { TopicArn = topic }));
        }

        if (_settings.EventBus is { } bus)
        {
            yield return Opened(new EventBridgeAlertChannel(_environment, new EventBridgeOptions { EventBus = bus }));
        }

        if (ConfiguredWebhook.Create(_settings, Environment.GetEnvironmentVariable, Time) is { } webhook)
        {
            yield return Opened(webhook);
        }
    }

    private T Opened<T>(T part)
        where T : IDisposable
    {
        _opened.Add(part);
        return part;
    }
}
