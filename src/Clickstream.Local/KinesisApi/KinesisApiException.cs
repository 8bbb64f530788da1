namespace Clickstream.Local.KinesisApi;

/// <summary>The Kinesis API cannot be served; the message says what to do.</summary>
public sealed class KinesisApiException : IOException
{
    /// <summary>Creates the exception.</summary>
    public KinesisApiException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
