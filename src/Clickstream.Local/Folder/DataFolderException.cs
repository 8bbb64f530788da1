namespace Clickstream.Local.Folder;

/// <summary>The data folder cannot be used; the message says why and what to do. Not worth a retry until somebody has done so.</summary>
public sealed class DataFolderException : IOException
{
    /// <summary>Creates the exception.</summary>
    public DataFolderException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
