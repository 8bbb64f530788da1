namespace Clickstream.Aws.Sts;

/// <summary>AWS does not know who calls; the message says why and what to do.</summary>
public sealed class CallerUnknownException : IOException
{
    /// <summary>Creates the exception.</summary>
    public CallerUnknownException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
