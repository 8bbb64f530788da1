namespace Clickstream.Core.Lake;

/// <summary>
/// A stored document cannot be read: it is damaged, or a newer program wrote it. Retrying does not help; the message says what does.
/// </summary>
public sealed class UnknownFormatException : IOException
{
    /// <summary>Creates the exception.</summary>
    public UnknownFormatException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
