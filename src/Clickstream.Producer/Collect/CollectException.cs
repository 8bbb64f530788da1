namespace Clickstream.Producer.Collect;

/// <summary>The collector cannot be started; the message holds the remedy.</summary>
public sealed class CollectException(string message, Exception? innerException = null) : Exception(message, innerException);
