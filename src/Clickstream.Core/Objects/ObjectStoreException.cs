namespace Clickstream.Core.Objects;

/// <summary>The object store cannot do what was asked; the message says why and what to do.</summary>
public sealed class ObjectStoreException : IOException
{
    /// <summary>Creates the exception.</summary>
    public ObjectStoreException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
