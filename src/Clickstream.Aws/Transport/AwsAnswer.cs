namespace Clickstream.Aws.Transport;

/// <summary>A successful answer, read whole. Disposing it gives its buffer back.</summary>
/// <param name="Body">The body.</param>
/// <param name="ContentType">Its media type without parameters.</param>
/// <param name="Date">The time of the service, to a second; null if it did not say.</param>
internal sealed record AwsAnswer(PooledBuffer Body, string ContentType, DateTimeOffset? Date) : IDisposable
{
    public void Dispose() => Body.Dispose();
}

/// <summary>A successful answer that goes on: the headers are there, the body comes piece by piece.</summary>
internal sealed class AwsOpenAnswer(HttpResponseMessage response, Stream body, string contentType) : IDisposable
{
    public Stream Body => body;

    public string ContentType => contentType;

    /// <summary>The time of the service when it answered, to a second; null if it did not say.</summary>
    public DateTimeOffset? Date => response.Headers.Date;

    /// <summary>Ends the answer; what the service still sends is thrown away.</summary>
    public void Dispose() => response.Dispose();
}
