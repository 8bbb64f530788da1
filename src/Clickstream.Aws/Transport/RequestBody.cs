using System.Net;

namespace Clickstream.Aws.Transport;

/// <summary>
/// The body of one attempt. It holds its buffer while it is being written, which may go on after the answer has come (a service that
/// refuses early).
/// </summary>
internal sealed class RequestBody(PooledBuffer buffer) : HttpContent
{
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        buffer.Retain();
        try
        {
            await stream.WriteAsync(buffer.Memory, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            buffer.Dispose();
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = buffer.Length;
        return true;
    }
}
