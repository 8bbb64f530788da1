namespace Clickstream.Core.Catalog;

/// <summary>The catalog did not do what was asked; the message says why and what to do.</summary>
public sealed class CatalogException : IOException
{
    /// <summary>Creates the exception.</summary>
    public CatalogException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
