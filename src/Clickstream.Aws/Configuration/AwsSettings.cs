using Clickstream.Core.Claims;

namespace Clickstream.Aws.Configuration;

/// <summary>What the program needs to know of an AWS account: the names of what it works on. All names are snake_case in the file.</summary>
public sealed record AwsSettings
{
    /// <summary>The region; null takes it from the environment, the profile or the instance, as every AWS tool does.</summary>
    public string? Region { get; init; }

    /// <summary>The profile in the AWS configuration files; null follows the default chain of credentials.</summary>
    public string? Profile { get; init; }

    /// <summary>One endpoint for every service, for instance an emulator's; null takes <c>AWS_ENDPOINT_URL</c> if it is set, else the region's own.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>Endpoints by service (kinesis, dynamodb, s3, firehose, sns, eventbridge, glue, athena, sts); they win over <see cref="Endpoint"/>.</summary>
    public IReadOnlyDictionary<string, Uri> Endpoints { get; init; } = new Dictionary<string, Uri>();

    /// <summary>Make the stream and the buckets if they are missing: for a trial or an emulator. The tables of leases and claims are made in any case, as the KCL does.</summary>
    public bool CreateMissing { get; init; }

    /// <summary>The Kinesis stream, by name or ARN.</summary>
    public string Stream { get; init; } = "clickstream";

    /// <summary>Open shards of a stream that is made.</summary>
    public int Shards { get; init; } = 4;

    /// <summary>The enhanced fan-out consumer that the worker registers; null polls, which is free and shares 2 MB/s of each shard.</summary>
    public string? Consumer { get; init; }

    /// <summary>The lease table; in the words of the KCL, the application.</summary>
    public string LeaseTable { get; init; } = "clickstream";

    /// <summary>The table of claims, by which an alert goes out once.</summary>
    public string ClaimTable { get; init; } = "clickstream-claims";

    /// <summary>Seconds that a lease may stand still before another worker takes it; 10, as in the KCL.</summary>
    public double FailoverSeconds { get; init; } = 10;

    /// <summary>The bucket of the lake; required unless <see cref="Buckets"/> names one for every layer.</summary>
    public string? Bucket { get; init; }

    /// <summary>Buckets by layer (raw, landing, quarantine, curated, alerts, audit, state, oracle, replay), where they are not in <see cref="Bucket"/>.</summary>
    public IReadOnlyDictionary<string, string> Buckets { get; init; } = new Dictionary<string, string>();

    /// <summary>What every key begins with; empty or ending in a slash.</summary>
    public string Prefix { get; init; } = string.Empty;

    /// <summary>The account that must own the buckets; null does not check.</summary>
    public string? BucketOwner { get; init; }

    /// <summary>The KMS key of new objects, by id or ARN; null leaves it to the bucket's default.</summary>
    public string? KmsKey { get; init; }

    /// <summary>The Firehose stream that takes micro-batches of events; null puts them straight into S3.</summary>
    public string? Firehose { get; init; }

    /// <summary>The SNS topic of alerts, by ARN; null publishes none.</summary>
    public string? Topic { get; init; }

    /// <summary>The EventBridge bus of alerts, by name or ARN; null publishes none.</summary>
    public string? EventBus { get; init; }

    /// <summary>Where alerts are posted, signed with the secret in the environment; null posts none.</summary>
    public Uri? Webhook { get; init; }

    /// <summary>The key of the rules file of alerts in the bucket of the lake, for workers and functions alike; null alerts every purchase.</summary>
    public string? Rules { get; init; }

    /// <summary>Alert events of any age, not only those of the last day: for a trial, or to have the alerts of a backfill.</summary>
    public bool AlertReplays { get; init; }

    /// <summary>What is added to events, as <c>stream --enrich</c>; null adds nothing.</summary>
    public string? Enrich { get; init; }

    /// <summary>A file of MaxMind on the machine, as <c>stream --geo</c>; null looks no address up.</summary>
    public string? Geo { get; init; }

    /// <summary>Query parameters that are not to be stored, as <c>stream --url-params</c>; null keeps all.</summary>
    public string? UrlParams { get; init; }

    /// <summary>Seconds after which a claim that was not completed passes to another claimant; 900. The same for workers and functions.</summary>
    public double ClaimWindowSeconds { get; init; } = ClaimTimes.Window.TotalSeconds;

    /// <summary>The Glue database of the tables; null keeps no catalog.</summary>
    public string? Database { get; init; }

    /// <summary>The Athena workgroup of <c>query</c>.</summary>
    public string Workgroup { get; init; } = "primary";

    /// <summary>Where Athena puts results, for instance <c>s3://bucket/athena/</c>; null leaves it to the workgroup.</summary>
    public Uri? QueryResults { get; init; }

    /// <summary>Write metrics to standard output in CloudWatch's embedded metric format, for a container or a Lambda whose log is in CloudWatch.</summary>
    public bool EmbeddedMetrics { get; init; }

    /// <summary>What is wrong with the values, one sentence each; empty if nothing is.</summary>
    public IReadOnlyList<string> Validate()
    {
        var problems = new List<string>();
        Require(Bucket is not null || Buckets.Count > 0, "bucket is missing: name the bucket of the lake.");
        Require(Shards is >= 1 and <= 10_000, "shards is between 1 and 10,000.");
        Require(FailoverSeconds is >= 1 and <= 600, "failover_seconds is between 1 and 600.");
        Require(ClaimWindowSeconds is >= 30 and <= 86_400, "claim_window_seconds is between 30 and 86,400; a claimant must be done within it.");
        Require(Prefix.Length == 0 || Prefix.EndsWith('/'), $"prefix '{Prefix}' must be empty or end in a slash.");
        Require(Topic is null || Topic.StartsWith("arn:", StringComparison.Ordinal), $"topic '{Topic}' must be the ARN of an SNS topic.");
        Require(Webhook is null || (Webhook.IsAbsoluteUri && Webhook.Scheme is "http" or "https"), "webhook must be an http or https address.");
        Require(QueryResults is null || QueryResults.Scheme == "s3", $"query_results '{QueryResults}' must begin with s3://.");
        Require(Stream.Length > 0, "stream must not be empty.");
        Require(LeaseTable != ClaimTable, "lease_table and claim_table must be two tables.");
        problems.AddRange(Endpoints.Keys.Where(name => AwsServiceKeys.Parse(name) is null).Select(
            name => $"endpoints: '{name}' is none of {string.Join(", ", AwsServiceKeys.All)}."));
        return problems;

        void Require(bool holds, string rule)
        {
            if (!holds)
            {
                problems.Add(rule);
            }
        }
    }
}
