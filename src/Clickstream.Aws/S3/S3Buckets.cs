using Amazon.S3;
using Amazon.S3.Model;

namespace Clickstream.Aws.S3;

/// <summary>Makes the buckets of a store, for a trial or an emulator; Terraform makes them with all that production needs.</summary>
public static class S3Buckets
{
    /// <summary>Creates the buckets that are missing.</summary>
    /// <exception cref="Core.Objects.ObjectStoreException">A bucket belongs to somebody else, or cannot be made.</exception>
    public static async Task CreateIfAbsentAsync(IAmazonS3 client, S3StoreOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(options);
        var access = new S3Access(client, options, TimeProvider.System);
        foreach (var bucket in options.BucketByLayer.Values.Append(options.Bucket).Distinct(StringComparer.Ordinal))
        {
            await access.CallAsync("s3:CreateBucket", new S3Place(bucket, string.Empty), async () =>
            {
                try
                {
                    await client.PutBucketAsync(new PutBucketRequest { BucketName = bucket }, cancellationToken).ConfigureAwait(false);
                    return true;
                }
                catch (AmazonS3Exception there) when (there.ErrorCode == "BucketAlreadyOwnedByYou")
                {
                    return false;
                }
            }, cancellationToken).ConfigureAwait(false);
        }
    }
}
