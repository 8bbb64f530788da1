using Amazon.S3;
using Amazon.S3.Model;
using Clickstream.Core.Objects;

namespace Clickstream.Aws.S3;

/// <summary>
/// The object store in S3: one space of keys over one bucket or several. Conditional writes are S3's own. Safe for concurrent use.
/// Throttles and dropped connections are retried; what remains is an <see cref="ObjectStoreException"/> that names the action, the object and the remedy.
/// </summary>
public sealed class S3ObjectStore : IObjectStore
{
    private readonly S3Access _access;
    private readonly S3Listing _listing;
    private readonly S3Reader _reader;

    /// <summary>Makes a store; no call is made yet.</summary>
    /// <param name="client">The client, which stays the caller's.</param>
    /// <param name="options">Buckets, prefix and encryption.</param>
    /// <param name="time">The clock for the waits between attempts.</param>
    public S3ObjectStore(IAmazonS3 client, S3StoreOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        _access = new S3Access(client, options, time);
        _listing = new S3Listing(_access);
        _reader = new S3Reader(_access);
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<ObjectInfo> ListAsync(string prefix, CancellationToken cancellationToken) =>
        _listing.ListAsync(prefix, cancellationToken);

    /// <inheritdoc/>
    public async Task<StoredObject?> GetAsync(ObjectKey key, CancellationToken cancellationToken) =>
        await _reader.ReadAsync(PlaceOf(key), range: null, ifMatch: null, cancellationToken).ConfigureAwait(false) is { } found
            ? new StoredObject(found.Content, new ETag(found.ETag))
            : null;

    /// <inheritdoc/>
    public async Task<Stream?> OpenReadAsync(ObjectKey key, CancellationToken cancellationToken) =>
        await S3ReadStream.OpenAsync(_reader, PlaceOf(key), cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public async Task<ETag> PutAsync(ObjectKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        await S3Writer.PutAsync(_access, PlaceOf(key), content, _ => { }, cancellationToken).ConfigureAwait(false)
            ?? throw new ObjectStoreException($"S3 answered as if the put of {PlaceOf(key)} had a condition, which it has not. Look for a proxy between.");

    /// <inheritdoc/>
    public Task<ETag?> PutIfAbsentAsync(ObjectKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        S3Writer.PutAsync(_access, PlaceOf(key), content, request => request.IfNoneMatch = "*", cancellationToken);

    /// <inheritdoc/>
    public Task<ETag?> PutIfMatchAsync(ObjectKey key, ReadOnlyMemory<byte> content, ETag expected, CancellationToken cancellationToken) =>
        S3Writer.PutAsync(_access, PlaceOf(key), content, request => request.IfMatch = expected.Value, cancellationToken);

    /// <inheritdoc/>
    public Task<IObjectUpload> BeginUploadAsync(ObjectKey key, CancellationToken cancellationToken) =>
        Task.FromResult<IObjectUpload>(new S3Upload(_access, PlaceOf(key)));

    /// <inheritdoc/>
    public Task DeleteAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        var place = PlaceOf(key);
        var request = new DeleteObjectRequest
        {
            BucketName = place.Bucket,
            Key = place.Key,
            ExpectedBucketOwner = _access.Options.ExpectedBucketOwner,
        };
        return _access.CallAsync("s3:DeleteObject", place, () => _access.Client.DeleteObjectAsync(request, cancellationToken), cancellationToken);
    }

    private S3Place PlaceOf(ObjectKey key) => _access.Options.PlaceOf(key);
}
