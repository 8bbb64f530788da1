using System.Globalization;
using System.Net;
using Amazon.Runtime;
using Amazon.S3.Model;
using Clickstream.Aws.Sdk;

namespace Clickstream.Aws.S3;

/// <summary>What a GET returned.</summary>
/// <param name="Content">The bytes asked for.</param>
/// <param name="ETag">The tag of the object.</param>
/// <param name="Length">The bytes of the whole object.</param>
internal sealed record S3Content(byte[] Content, string ETag, long Length);

/// <summary>Reads whole objects and ranges into memory. A body that breaks off is asked for again, which the SDK does not do.</summary>
internal sealed class S3Reader(S3Access access)
{
    private static readonly TimeSpan BodyLimit = TimeSpan.FromSeconds(100); // As for one request of the client: a body that stalls must not hang its reader.

    /// <summary>Reads an object, or a range of it; null if there is none.</summary>
    /// <param name="place">Where it is.</param>
    /// <param name="range">First byte and count; null for everything. The object may end sooner.</param>
    /// <param name="ifMatch">The tag that the object must have; null for any.</param>
    /// <param name="cancellationToken">Aborts the call.</param>
    /// <exception cref="AmazonServiceException">412: the object has another tag.</exception>
    public Task<S3Content?> ReadAsync(S3Place place, (long Start, int Count)? range, string? ifMatch, CancellationToken cancellationToken)
    {
        var request = new GetObjectRequest
        {
            BucketName = place.Bucket,
            Key = place.Key,
            ByteRange = range is var (start, count) ? new ByteRange(start, start + count - 1) : null,
            EtagToMatch = ifMatch,
            ExpectedBucketOwner = access.Options.ExpectedBucketOwner,
        };
        return access.CallAsync("s3:GetObject", place, () => GetAsync(request, cancellationToken), fault => fault is BrokenBodyException, cancellationToken);
    }

    private async Task<S3Content?> GetAsync(GetObjectRequest request, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(BodyLimit);
        GetObjectResponse response;
        try
        {
            response = await access.Client.GetObjectAsync(request, limit.Token).ConfigureAwait(false);
        }
        catch (AmazonServiceException missing) when (missing.StatusCode == HttpStatusCode.NotFound && missing.ErrorCode is "NoSuchKey" or "NotFound")
        {
            return null;
        }

        try
        {
            using (response)
            {
                var content = new byte[response.ContentLength];
                await response.ResponseStream.ReadExactlyAsync(content, limit.Token).ConfigureAwait(false);
                return new S3Content(content, response.ETag, TotalLength(response));
            }
        }
        catch (Exception broken) when (SdkFault.IsFault(broken, cancellationToken))
        {
            // Whether the connection broke, or the SDK found another checksum than S3 named: it says so when the response is disposed.
            throw new BrokenBodyException(broken);
        }
    }

    /// <summary>Content-Range is <c>bytes 0-99/1234</c>.</summary>
    private static long TotalLength(GetObjectResponse response) => response.ContentRange is { Length: > 0 } range
        ? long.Parse(range.AsSpan(range.LastIndexOf('/') + 1), NumberStyles.None, CultureInfo.InvariantCulture)
        : response.ContentLength;
}
