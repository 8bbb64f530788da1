namespace Clickstream.Aws.DynamoDb;

/// <summary>A table cannot do what was asked, or is not the table it should be; the message says why and what to do. May be retried after that.</summary>
public sealed class DynamoDbTableException : IOException
{
    /// <summary>Creates the exception.</summary>
    public DynamoDbTableException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
