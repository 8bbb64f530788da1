using Amazon.S3;
using Amazon.S3.Model;
using Clickstream.Core.Objects;

namespace Clickstream.Aws.S3;

/// <summary>
/// An object in the making. What fits into one part is put in one request; a larger one is a multipart upload with at most two parts in memory,
/// one that is being filled and one that is on its way. Not thread-safe.
/// </summary>
internal sealed class S3Upload : IObjectUpload
{
    private const string Action = "s3:PutObject"; // Covers starting, parts and completion.

    private readonly S3Access _access;
    private readonly S3Place _place;
    private readonly List<PartETag> _parts = [];
    private readonly UploadStream _content;
    private MemoryStream _spare = new();
    private Task<PartETag>? _onItsWay;
    private string? _uploadId;
    private bool _isLastSent; // So that a commit that failed may be repeated.
    private bool _isOver;

    public S3Upload(S3Access access, S3Place place)
    {
        (_access, _place) = (access, place);
        _content = new UploadStream(PartSizes.Of(1), SendAsync);
    }

    public Stream Content => _content;

    public async Task CommitAsync(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_isOver, this);
        if (_uploadId is null)
        {
            var whole = _content.Filling.GetBuffer().AsMemory(0, (int)_content.Filling.Length);
            await S3Writer.PutAsync(_access, _place, whole, _ => { }, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            await CompleteAsync(_uploadId, cancellationToken).ConfigureAwait(false);
        }

        _isOver = true;
    }

    public async ValueTask DisposeAsync()
    {
        var wasOver = _isOver;
        _isOver = true;
        if (wasOver || _uploadId is null)
        {
            return;
        }

        await SettleAsync().ConfigureAwait(false);
        var request = new AbortMultipartUploadRequest
        {
            BucketName = _place.Bucket,
            Key = _place.Key,
            UploadId = _uploadId,
            ExpectedBucketOwner = _access.Options.ExpectedBucketOwner,
        };
        try
        {
            await _access.CallAsync("s3:AbortMultipartUpload", _place, () => AbortAsync(request), CancellationToken.None).ConfigureAwait(false);
        }
        catch (ObjectStoreException fault)
        {
            _access.Options.OnAbortFailed?.Invoke(
                $"The upload {_uploadId} of {_place} was given up, but its parts remain and cost storage. {fault.Message} "
                + "A lifecycle rule that aborts incomplete uploads removes them.");
        }
    }

    private async Task<bool> AbortAsync(AbortMultipartUploadRequest request)
    {
        try
        {
            await _access.Client.AbortMultipartUploadAsync(request, CancellationToken.None).ConfigureAwait(false);
            return true;
        }
        catch (AmazonS3Exception gone) when (gone.ErrorCode == "NoSuchUpload")
        {
            return false; // A lifecycle rule or an operator was first.
        }
    }

    /// <summary>Sends the part that is full, once the one before has arrived.</summary>
    /// <returns>The buffer to fill next, and the size of its part.</returns>
    private async Task<(MemoryStream Next, int Size)> SendAsync(MemoryStream full, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_isOver, this);
        _uploadId ??= await BeginAsync(cancellationToken).ConfigureAwait(false);
        await ArriveAsync().ConfigureAwait(false);
        var number = _parts.Count + 1;
        if (number > PartSizes.MaxParts)
        {
            throw new ObjectStoreException($"{_place} is too large for one object. Write several.");
        }

        _onItsWay = SendPartAsync(_uploadId, number, full, cancellationToken);
        var next = _spare;
        _spare = full;
        next.SetLength(0);
        return (next, PartSizes.Of(number + 1));
    }

    private Task<string> BeginAsync(CancellationToken cancellationToken)
    {
        var request = new InitiateMultipartUploadRequest
        {
            BucketName = _place.Bucket,
            Key = _place.Key,
            ExpectedBucketOwner = _access.Options.ExpectedBucketOwner,
        };
        if (_access.Options.KmsKey is { } key)
        {
            request.ServerSideEncryptionMethod = ServerSideEncryptionMethod.AWSKMS;
            request.ServerSideEncryptionKeyManagementServiceKeyId = key;
            request.BucketKeyEnabled = true;
        }

        return _access.CallAsync(
            Action,
            _place,
            async () => (await _access.Client.InitiateMultipartUploadAsync(request, cancellationToken).ConfigureAwait(false)).UploadId,
            cancellationToken);
    }

    private Task<PartETag> SendPartAsync(string uploadId, int number, MemoryStream part, CancellationToken cancellationToken) =>
        _access.CallAsync(
            Action,
            _place,
            async () =>
            {
                var request = new UploadPartRequest
                {
                    BucketName = _place.Bucket,
                    Key = _place.Key,
                    UploadId = uploadId,
                    PartNumber = number,
                    InputStream = new MemoryStream(part.GetBuffer(), 0, (int)part.Length, writable: false),
                    PartSize = part.Length,
                    UseChunkEncoding = false,
                    ExpectedBucketOwner = _access.Options.ExpectedBucketOwner,
                };
                var response = await _access.Client.UploadPartAsync(request, cancellationToken).ConfigureAwait(false);
                return new PartETag(response);
            },
            cancellationToken);

    private async Task CompleteAsync(string uploadId, CancellationToken cancellationToken)
    {
        if (_content.Filling.Length > 0 && !_isLastSent)
        {
            await SendAsync(_content.Filling, cancellationToken).ConfigureAwait(false);
            _isLastSent = true;
        }

        await ArriveAsync().ConfigureAwait(false);
        var request = new CompleteMultipartUploadRequest
        {
            BucketName = _place.Bucket,
            Key = _place.Key,
            UploadId = uploadId,
            PartETags = _parts,
            ExpectedBucketOwner = _access.Options.ExpectedBucketOwner,
        };
        await _access.CallAsync(
            Action, _place, () => _access.Client.CompleteMultipartUploadAsync(request, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    private async Task ArriveAsync()
    {
        if (_onItsWay is { } part)
        {
            _parts.Add(await part.ConfigureAwait(false));
            _onItsWay = null;
        }
    }

    /// <summary>
    /// Waits for the part that is on its way, so that the abort does not overtake it. How it ends does not matter any more:
    /// its fault, if any, is why the upload is given up.
    /// </summary>
    private async Task SettleAsync()
    {
        if (_onItsWay is { } part)
        {
            await ((Task)part).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
