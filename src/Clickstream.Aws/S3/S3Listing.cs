using System.Runtime.CompilerServices;
using Amazon.S3.Model;
using Clickstream.Core.Objects;

namespace Clickstream.Aws.S3;

/// <summary>Lists keys page by page, over one bucket or several, in ordinal order.</summary>
internal sealed class S3Listing(S3Access access)
{
    public async IAsyncEnumerable<ObjectInfo> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var heads = new List<IAsyncEnumerator<ObjectInfo>>();
        try
        {
            foreach (var bucket in access.Options.BucketsOf(prefix))
            {
                var source = InBucketAsync(bucket, prefix, cancellationToken).GetAsyncEnumerator(cancellationToken);
                heads.Add(source);
                if (!await source.MoveNextAsync().ConfigureAwait(false))
                {
                    heads.Remove(source);
                    await source.DisposeAsync().ConfigureAwait(false);
                }
            }

            while (heads.MinBy(head => head.Current.Key) is { } first)
            {
                yield return first.Current;
                if (!await first.MoveNextAsync().ConfigureAwait(false))
                {
                    heads.Remove(first);
                    await first.DisposeAsync().ConfigureAwait(false);
                }
            }
        }
        finally
        {
            foreach (var head in heads)
            {
                await head.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    private async IAsyncEnumerable<ObjectInfo> InBucketAsync(
        string bucket, string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var before = access.Options.KeyPrefix;
        var request = new ListObjectsV2Request
        {
            BucketName = bucket,
            Prefix = before + prefix,
            ExpectedBucketOwner = access.Options.ExpectedBucketOwner,
        };
        var place = new S3Place(bucket, request.Prefix);
        do
        {
            var page = await access.CallAsync(
                "s3:ListBucket", place, () => access.Client.ListObjectsV2Async(request, cancellationToken), cancellationToken)
                .ConfigureAwait(false);
            foreach (var found in page.S3Objects ?? [])
            {
                var key = found.Key[before.Length..];
                // Folder markers of the console and objects of others have names that no key of ours can have;
                // a layer that was moved may have left objects behind.
                if (ObjectKey.IsValid(key) && access.Options.BucketOf(key) == bucket)
                {
                    var modified = found.LastModified?.ToUniversalTime() ?? DateTime.UnixEpoch;
                    yield return new ObjectInfo(new ObjectKey(key), found.Size ?? 0, new DateTimeOffset(modified, TimeSpan.Zero));
                }
            }

            request.ContinuationToken = page.NextContinuationToken;
        }
        while (request.ContinuationToken is not null);
    }
}
