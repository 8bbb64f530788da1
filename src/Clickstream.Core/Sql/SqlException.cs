namespace Clickstream.Core.Sql;

/// <summary>The engine refused a statement.</summary>
public sealed class SqlException : Exception
{
    /// <summary>Creates the exception.</summary>
    public SqlException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
