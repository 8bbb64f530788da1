using System.Buffers;
using System.IO.Compression;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using ZstdSharp;
using ZstdSharp.Unsafe;

namespace Clickstream.Producer.Collect.Http;

/// <summary>Reads bodies, plain or compressed, within the limits. Memory is taken as bytes arrive, never because a client announces them.</summary>
/// <param name="limits">The limits.</param>
internal sealed class BodyReader(RequestLimits limits)
{
    private const int FirstBuffer = 16 * 1024;
    private const int MaxZstdWindowLog = 23; // 8 MiB, which is what compressors use up to their highest levels; a frame may ask for 128 MiB otherwise.

    private long _buffered;

    /// <summary>Bytes of bodies in memory.</summary>
    public long Buffered => Interlocked.Read(ref _buffered);

    /// <summary>Reads a body wholly.</summary>
    /// <exception cref="BadHttpRequestException">The client broke off, was too slow, or sent more than Kestrel's limit.</exception>
    public async ValueTask<CollectedBody> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength > limits.MaxBodyBytes)
        {
            return CollectedBody.Refused(Refusal.BodyTooLarge);
        }

        var encoding = request.Headers.ContentEncoding.ToString();
        var reader = request.BodyReader;
        if (!reader.TryRead(out var result))
        {
            result = await reader.ReadAsync(cancellationToken);
        }

        if (encoding.Length == 0 && result is { IsCompleted: true, Buffer.IsSingleSegment: true })
        {
            return CollectedBody.InPlace(reader, result.Buffer); // The common case: nothing is copied.
        }

        var body = await CollectAsync(reader, result, cancellationToken);
        return body.Refusal is null && encoding.Length > 0 ? Inflate(body, encoding) : body;
    }

    private async ValueTask<CollectedBody> CollectAsync(PipeReader reader, ReadResult result, CancellationToken cancellationToken)
    {
        var body = new CollectedBody(this);
        var isWhole = false;
        try
        {
            while (true)
            {
                var refusal = Append(result, body);
                reader.AdvanceTo(result.Buffer.End);
                if (refusal is not null)
                {
                    return CollectedBody.Refused(refusal);
                }

                if (result.IsCompleted)
                {
                    isWhole = true;
                    return body;
                }

                result = await reader.ReadAsync(cancellationToken);
            }
        }
        finally
        {
            if (!isWhole)
            {
                body.Dispose();
            }
        }
    }

    private Refusal? Append(ReadResult result, CollectedBody body)
    {
        foreach (var part in result.Buffer)
        {
            if (body.Length + part.Length > limits.MaxBodyBytes)
            {
                return Refusal.BodyTooLarge;
            }

            if (!TryAppend(body, part.Span))
            {
                return Refusal.Busy;
            }
        }

        return null;
    }

    private CollectedBody Inflate(CollectedBody compressed, string encoding)
    {
        using (compressed)
        {
            using var source = new MemoryStream(compressed.Array, 0, compressed.Length, writable: false);
            using var stream = Open(source, encoding);
            if (stream is null)
            {
                return CollectedBody.Refused(Refusal.UnknownEncoding);
            }

            var body = new CollectedBody(this);
            var refusal = Inflate(stream, body);
            if (refusal is null)
            {
                return body;
            }

            body.Dispose();
            return CollectedBody.Refused(refusal);
        }
    }

    private Refusal? Inflate(System.IO.Stream stream, CollectedBody body)
    {
        var part = ArrayPool<byte>.Shared.Rent(FirstBuffer);
        try
        {
            while (true)
            {
                var read = stream.Read(part);
                if (read == 0)
                {
                    return null;
                }

                if (body.Length + read > limits.MaxInflatedBytes)
                {
                    return Refusal.InflatedTooLarge;
                }

                if (!TryAppend(body, part.AsSpan(0, read)))
                {
                    return Refusal.Busy;
                }
            }
        }
        catch (Exception fault) when (fault is InvalidDataException or ZstdException or EndOfStreamException)
        {
            return Refusal.CorruptCompression;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(part);
        }
    }

    private static System.IO.Stream? Open(MemoryStream source, string encoding)
    {
        if (encoding.Equals("gzip", StringComparison.OrdinalIgnoreCase) || encoding.Equals("x-gzip", StringComparison.OrdinalIgnoreCase))
        {
            return new GZipStream(source, CompressionMode.Decompress);
        }

        if (!encoding.Equals("zstd", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var decompressor = new Decompressor();
        decompressor.SetParameter(ZSTD_dParameter.ZSTD_d_windowLogMax, MaxZstdWindowLog);
        return new DecompressionStream(source, decompressor, leaveOpen: true, preserveDecompressor: false);
    }

    private bool TryAppend(CollectedBody body, ReadOnlySpan<byte> bytes)
    {
        var needed = body.Length + bytes.Length;
        if (needed > body.Array.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, Math.Max(FirstBuffer, body.Array.Length * 2)));
            var more = larger.Length - body.Array.Length;
            if (Interlocked.Add(ref _buffered, more) > limits.MaxBufferedBytes)
            {
                Interlocked.Add(ref _buffered, -more);
                ArrayPool<byte>.Shared.Return(larger);
                return false;
            }

            body.Grow(larger);
        }

        body.Append(bytes);
        return true;
    }

    internal void Release(int bytes) => Interlocked.Add(ref _buffered, -bytes);
}
