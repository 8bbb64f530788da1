using System.Net;
using System.Runtime.InteropServices;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Clickstream.Core.Objects;

namespace Clickstream.Aws.S3;

/// <summary>Puts an object in one request, under a condition or without.</summary>
internal static class S3Writer
{
    /// <summary>Puts an object.</summary>
    /// <param name="access">The client and its settings.</param>
    /// <param name="place">Where to.</param>
    /// <param name="content">The bytes.</param>
    /// <param name="condition">Sets the condition.</param>
    /// <param name="cancellationToken">Aborts the call.</param>
    /// <returns>The tag; null if the condition does not hold.</returns>
    public static Task<ETag?> PutAsync(
        S3Access access, S3Place place, ReadOnlyMemory<byte> content, Action<PutObjectRequest> condition, CancellationToken cancellationToken) =>
        access.CallAsync(
            "s3:PutObject",
            place,
            async () =>
            {
                var request = Request(access.Options, place, content);
                condition(request);
                try
                {
                    var response = await access.Client.PutObjectAsync(request, cancellationToken).ConfigureAwait(false);
                    return new ETag(response.ETag);
                }
                catch (AmazonServiceException refused) when (IsRefusal(request, refused))
                {
                    return (ETag?)null;
                }
            },
            cancellationToken);

    /// <summary>412 says that the condition does not hold; 404 that there is nothing to match, unless it is the bucket that is missing.</summary>
    private static bool IsRefusal(PutObjectRequest request, AmazonServiceException fault) =>
        fault.StatusCode == HttpStatusCode.PreconditionFailed
        || (request.IfMatch is not null && fault is { StatusCode: HttpStatusCode.NotFound, ErrorCode: "NoSuchKey" or "NotFound" });

    private static PutObjectRequest Request(S3StoreOptions options, S3Place place, ReadOnlyMemory<byte> content)
    {
        var request = new PutObjectRequest
        {
            BucketName = place.Bucket,
            Key = place.Key,
            InputStream = AsStream(content),
            UseChunkEncoding = false, // The content is in memory, so one hash signs it; chunks would be longer and slower.
            ExpectedBucketOwner = options.ExpectedBucketOwner,
        };
        if (options.KmsKey is { } key)
        {
            request.ServerSideEncryptionMethod = ServerSideEncryptionMethod.AWSKMS;
            request.ServerSideEncryptionKeyManagementServiceKeyId = key;
            request.BucketKeyEnabled = true;
        }

        return request;
    }

    private static MemoryStream AsStream(ReadOnlyMemory<byte> content) => MemoryMarshal.TryGetArray(content, out var array) && array.Array is { } bytes
        ? new MemoryStream(bytes, array.Offset, array.Count, writable: false)
        : new MemoryStream(content.ToArray(), writable: false);
}
