using Amazon.S3;
using Clickstream.Aws.S3;
using Clickstream.Core.Lake;
using Clickstream.Core.Objects;
using Clickstream.Lambda.Events;

namespace Clickstream.Lambda.Objects;

/// <summary>Opens raw objects in whatever bucket the event names.</summary>
internal sealed class ObjectSource(IAmazonS3 client, S3StoreOptions lake, TimeProvider time)
{
    /// <summary>
    /// Whether an object is raw input. Everything else is passed over: a rule that matches the whole bucket would have this function read what it wrote.
    /// </summary>
    public bool IsRaw(ObjectCreated created) =>
        created.Key.StartsWith(lake.PlaceOf(RawPlace).Key[..^RawPlace.Value.Length] + LakeLayout.Raw, StringComparison.Ordinal) && ObjectKey.IsValid(created.Key);

    /// <summary>Opens an object; null if it is gone.</summary>
    /// <exception cref="ObjectStoreException">It cannot be read.</exception>
    public Task<System.IO.Stream?> OpenAsync(ObjectCreated created, CancellationToken cancellationToken)
    {
        var store = new S3ObjectStore(client, new S3StoreOptions { Bucket = created.Bucket, ExpectedBucketOwner = lake.ExpectedBucketOwner }, time);
        return store.OpenReadAsync(new ObjectKey(created.Key), cancellationToken);
    }

    private static ObjectKey RawPlace { get; } = new(LakeLayout.Raw + "x");
}
