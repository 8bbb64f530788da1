using System.Globalization;

namespace Clickstream.Cli.Costs;

/// <summary>What a month costs, by the quantities that the program causes. Pure. The constants were measured by <c>bench/</c> and by the runs that docs/cost.md names.</summary>
internal sealed class CostModel(CostOptions options, PriceList prices)
{
    private const double Hours = 730; // Of a month, as AWS counts it.
    private const double Days = Hours / 24;
    private const double Gb = 1 << 30;

    private const double ShardBytes = 1024 * 1024; // A second, into a shard. Source: Kinesis quotas.
    private const double ShardRecords = 1000;
    private const double Headroom = 0.8; // A shard is full at its busiest hash keys first.
    private const double UnitBytes = 25 * 1024; // A PUT payload unit.
    private const double RecordBytes = 96 * 1024; // An aggregated record of ours.
    private const double Linger = 0.1; // Seconds that an event waits for company.

    private const double LandingBytes = 117; // A line of a micro-batch, compressed.
    private const double CuratedBytes = 37; // A row of all tables, with the files that engines do not read.
    private const double WorkerCpu = 8e-6; // Seconds an event: Kinesis, minutes, alerts, micro-batches.
    private const double CompactorCpu = 5e-6;
    private const double FunctionCpu = 10e-6;
    private const double FlushPuts = 4; // Micro-batch, engagement, state and ledger, once a minute and shard.
    private const double LandingDays = 14;

    private double PerSecond => options.EventsPerDay / 86_400;

    private double PeakPerSecond => PerSecond * options.Peak;

    private double Events => options.EventsPerDay * Days;

    private double GbIn => Events * options.EventBytes / Gb;

    /// <summary>GB of a stream on demand, which bills each record by whole KB.</summary>
    private double BilledGb => Events / EventsPerRecord * Math.Ceiling(EventsPerRecord * options.EventBytes / 1024) * 1024 / Gb;

    /// <summary>Shards that the busiest second needs with aggregation.</summary>
    public double Shards => Math.Max(1, Math.Ceiling(PeakPerSecond * options.EventBytes / (ShardBytes * Headroom)));

    /// <summary>Shards that it needs with one event a record.</summary>
    public double ShardsWithout => Math.Max(Shards, Math.Ceiling(PeakPerSecond / (ShardRecords * Headroom)));

    /// <summary>Events of an aggregated record: as many as come within the linger, or as fit.</summary>
    public double EventsPerRecord => Math.Clamp(PerSecond / Shards * Linger, 1, Math.Max(1, Math.Floor(RecordBytes / options.EventBytes)));

    /// <summary>PUT payload units of a month with aggregation.</summary>
    public double Units => Events / EventsPerRecord * Math.Ceiling(EventsPerRecord * options.EventBytes / UnitBytes);

    /// <summary>PUT payload units of a month with one event a record.</summary>
    public double UnitsWithout => Events * Math.Ceiling(options.EventBytes / UnitBytes);

    /// <summary>The lines of the estimate.</summary>
    public IReadOnlyList<CostLine> Lines() =>
        [.. Stream(), .. Delivery(), .. Lake(), .. Compute(), .. Alerts(), .. Operations()];

    /// <summary>What the stream would cost a month without aggregation.</summary>
    public double StreamWithoutAggregation() =>
        (ShardsWithout * Hours * prices["kinesis_shard_hour"]) + (UnitsWithout / 1e6 * prices["kinesis_put_million_units"]);

    private IEnumerable<CostLine> Stream()
    {
        var readers = 1 + (options.Functions ? 1 : 0);
        if (!options.AlwaysOn)
        {
            yield return new("Kinesis on demand", Text("one stream, {0:N1} GB in, {1:N1} GB out", BilledGb, BilledGb * readers),
                (Hours * prices["kinesis_on_demand_stream_hour"]) + (BilledGb * prices["kinesis_on_demand_in_gb"]) + (BilledGb * readers * prices["kinesis_on_demand_out_gb"]));
            if (options.RetentionHours > 24)
            {
                var kept = BilledGb / Hours * (options.RetentionHours - 24);
                yield return new("Kinesis retention", Text("{0:N1} GB beyond a day", kept), kept * prices["kinesis_on_demand_extended_gb_month"]);
            }

            yield break;
        }

        yield return new("Kinesis shards", Text("{0:N0} for the busiest second", Shards), Shards * Hours * prices["kinesis_shard_hour"]);
        yield return new("Kinesis PUT units", Text("{0:N1} million", Units / 1e6), Units / 1e6 * prices["kinesis_put_million_units"]);
        if (options.RetentionHours > 24)
        {
            yield return new("Kinesis retention", Text("{0:N0} h", options.RetentionHours), Shards * Hours * prices["kinesis_extended_shard_hour"]);
        }

        if (options.FanOut)
        {
            yield return new("Kinesis fan-out", Text("{0:N1} GB", GbIn), (Shards * Hours * prices["kinesis_fan_out_shard_hour"]) + (GbIn * prices["kinesis_fan_out_gb"]));
        }
    }

    private IEnumerable<CostLine> Delivery()
    {
        if (options.Firehose)
        {
            var gb = Events * options.EventBytes / Gb; // Lines before they are compressed; their records fill 5 KB.
            yield return new("Firehose", Text("{0:N1} GB, partitioned by event time", gb),
                (gb * (prices["firehose_gb"] + prices["firehose_partitioned_gb"])) + (Hours * prices["firehose_jq_hour"]));
        }
    }

    private IEnumerable<CostLine> Lake()
    {
        var curated = Events * CuratedBytes / Gb * options.Months;
        var landing = options.EventsPerDay * LandingBytes / Gb * LandingDays;
        yield return new("S3 storage", Text("{0:N1} GB of tables, {1:N1} GB of micro-batches", curated, landing), (curated + landing) * prices["s3_standard_gb_month"]);
        var flushes = options.AlwaysOn ? Shards * 60 * Hours : Shards * 4 * Hours;
        var puts = (flushes * FlushPuts) + (Hours * 30);
        var gets = (flushes * 2) + (Hours * 200);
        yield return new("S3 requests", Text("{0:N1} million", (puts + gets) / 1e6), (puts / 1000 * prices["s3_put_thousand"]) + (gets / 1000 * prices["s3_get_thousand"]));
        var scanned = options.QueriesPerDay * Days * Math.Max(10.0 / 1024, options.EventsPerDay * CuratedBytes / Gb) / 1024; // Athena bills 10 MB at least.
        yield return new("Athena", Text("{0:N0} queries, {1:N3} TB", options.QueriesPerDay * Days, scanned), scanned * prices["athena_tb"]);
    }

    private IEnumerable<CostLine> Compute()
    {
        var busy = PerSecond * WorkerCpu; // vCPUs, on average.
        var tasks = options.AlwaysOn ? Math.Max(2, Math.Ceiling(PeakPerSecond * WorkerCpu / 0.6)) : 0;
        var workerHours = options.AlwaysOn ? tasks * Hours : Hours * 4 * (1 + (busy * 15)) / 60; // A run takes a minute, and what there is to read.
        yield return new("Fargate worker", options.AlwaysOn ? Text("{0:N0} tasks of 1 vCPU", tasks) : Text("{0:N0} task hours", workerHours),
            workerHours * (prices["fargate_arm_cpu_hour"] + (2 * prices["fargate_arm_gb_hour"])));
        var compactorHours = (Hours * 2 / 60) + (Events * CompactorCpu / 3600);
        yield return new("Fargate compactor", Text("{0:N0} task hours", compactorHours), compactorHours * (prices["fargate_arm_cpu_hour"] + (4 * prices["fargate_arm_gb_hour"])));
        if (options.Functions)
        {
            var calls = Math.Min(Shards * 3600 * Hours, Events / Math.Max(1, EventsPerRecord)); // A batch a second and shard at most.
            var seconds = (calls * 0.02) + (Events * FunctionCpu);
            yield return new("Lambda", Text("{0:N1} million calls", calls / 1e6), (calls / 1e6 * prices["lambda_million_calls"]) + (seconds * 0.25 * prices["lambda_arm_gb_second"]));
        }

        var on = options.AlwaysOn ? 1 : workerHours / Hours;
        var writes = Shards * 0.33 * 3600 * Hours * on; // A lease is renewed every 3.3 s.
        var reads = Math.Max(1, tasks) / 10 * Math.Ceiling(Shards * 400 / 4096) * 3600 * Hours * on;
        var claims = Events * options.Purchases * 2;
        yield return new("DynamoDB", Text("{0:N1} million writes, {1:N1} million reads", (writes + claims) / 1e6, reads / 1e6),
            ((writes + claims) / 1e6 * prices["dynamodb_million_writes"]) + (reads / 1e6 * prices["dynamodb_million_reads"]));
    }

    private IEnumerable<CostLine> Alerts()
    {
        var alerts = Events * options.Purchases;
        yield return new("SNS and copies", Text("{0:N2} million alerts", alerts / 1e6), (alerts / 1e6 * prices["sns_million_messages"]) + (alerts / 1000 * prices["s3_put_thousand"]));
    }

    private IEnumerable<CostLine> Operations()
    {
        const int metrics = 30;
        const int alarms = 16;
        yield return new("CloudWatch", Text("{0} metrics, {1} alarms, 2 GB of logs", metrics, alarms),
            (metrics * prices["cloudwatch_metric_month"]) + (alarms * prices["cloudwatch_alarm_month"]) + (2 * prices["cloudwatch_log_gb"]));
        yield return new("KMS", "one key, its calls", prices["kms_key_month"] + (Shards * Hours * 12 / 1e6 * prices["kms_million_calls"]));
        if (options.PrivateZones > 0)
        {
            yield return new("Endpoints", Text("10 services in {0} zones", options.PrivateZones), 10 * options.PrivateZones * Hours * prices["endpoint_hour"]);
        }
    }

    private static string Text(string format, params object[] values) => string.Format(CultureInfo.InvariantCulture, format, values);
}
