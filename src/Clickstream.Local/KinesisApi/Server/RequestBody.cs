using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace Clickstream.Local.KinesisApi.Server;

/// <summary>The body of a request in one rented array, so that records can point into it.</summary>
internal sealed class RequestBody : IDisposable
{
    /// <summary>A put of 10 MiB in base64 with its keys escaped, rounded up.</summary>
    public const int MaxBytes = 20 * 1024 * 1024;

    private const int FirstBytes = 64 * 1024; // When no length is announced.

    private byte[] _array;
    private int _length;

    private RequestBody(int capacity) => _array = ArrayPool<byte>.Shared.Rent(capacity);

    public Memory<byte> Memory => _array.AsMemory(0, _length);

    /// <summary>Reads the body to its end.</summary>
    /// <exception cref="BadHttpRequestException">It is too large, or the connection broke.</exception>
    public static async Task<RequestBody> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var body = new RequestBody((int)Math.Clamp(request.ContentLength + 1 ?? FirstBytes, 1, MaxBytes));
        try
        {
            while (true)
            {
                var read = await request.Body.ReadAsync(body._array.AsMemory(body._length), cancellationToken).ConfigureAwait(false);
                body._length += read;
                if (read == 0)
                {
                    return body;
                }

                if (body._length == body._array.Length)
                {
                    body.Grow();
                }
            }
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(_array);

    private void Grow()
    {
        var larger = ArrayPool<byte>.Shared.Rent(_array.Length * 2);
        _array.AsSpan(0, _length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_array);
        _array = larger;
    }
}
