namespace Clickstream.Stream.Pipeline;

/// <summary>
/// A saved state of a shard cannot be used: it is damaged, missing in part, or of a newer format. Not retriable.
/// The shard must not be read on without it, as its counts would start again from zero.
/// </summary>
public sealed class CorruptStateException : IOException
{
    /// <summary>Creates the exception.</summary>
    public CorruptStateException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
