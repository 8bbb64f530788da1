using Clickstream.Core.Objects;

namespace Clickstream.Aws.S3;

/// <summary>Where the object store is in S3, and how its objects are encrypted.</summary>
public sealed record S3StoreOptions
{
    /// <summary>The bucket of all objects that <see cref="BucketByLayer"/> does not place elsewhere.</summary>
    public required string Bucket { get; init; }

    /// <summary>
    /// Buckets of their own by the first segment of the key (<c>raw</c>, <c>curated</c>). The key in the bucket is the whole key all the same,
    /// so layers can share a bucket, or be moved to one, without a change of names.
    /// </summary>
    public IReadOnlyDictionary<string, string> BucketByLayer { get; init; } = new Dictionary<string, string>();

    /// <summary>What stands before every key in every bucket, for instance <c>clickstream/prod</c>; empty for nothing.</summary>
    public string Prefix { get; init; } = string.Empty;

    /// <summary>
    /// The id or ARN of the KMS key to encrypt with (and its bucket key, so that KMS is not called per object);
    /// null for what the bucket does by itself.
    /// </summary>
    public string? KmsKey { get; init; }

    /// <summary>The account that owns the buckets; S3 refuses every call to a bucket of another one. Null to take whatever bucket has the name.</summary>
    public string? ExpectedBucketOwner { get; init; }

    /// <summary>
    /// Told in a sentence when an upload could not be aborted: its parts are invisible but cost storage, until a lifecycle rule of the bucket removes them.
    /// It is a report and not an exception, since it must not hide why the upload was given up. Called from any thread.
    /// </summary>
    public Action<string>? OnAbortFailed { get; init; }

    /// <summary>The seed of the jitter between attempts; workers that differ in it do not come back together.</summary>
    public int JitterSeed { get; init; } = Environment.ProcessId;

    /// <summary>Where an object is.</summary>
    public S3Place PlaceOf(ObjectKey key) => new(BucketOf(key.Value), KeyPrefix + key.Value);

    internal string KeyPrefix => Prefix.Trim('/') is { Length: > 0 } prefix ? prefix + "/" : string.Empty;

    /// <summary>The bucket of a key.</summary>
    internal string BucketOf(string key) =>
        key.IndexOf('/', StringComparison.Ordinal) is > 0 and var end ? BucketByLayer.GetValueOrDefault(key[..end], Bucket) : Bucket;

    /// <summary>The buckets that may hold keys with a prefix; more than one only if the prefix does not name the layer.</summary>
    internal IReadOnlyList<string> BucketsOf(string prefix)
    {
        if (prefix.Contains('/', StringComparison.Ordinal))
        {
            return [BucketOf(prefix)];
        }

        var layers = BucketByLayer.Where(layer => layer.Key.StartsWith(prefix, StringComparison.Ordinal));
        return [.. layers.Select(layer => layer.Value).Prepend(Bucket).Distinct()];
    }
}
