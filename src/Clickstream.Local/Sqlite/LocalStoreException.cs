using SQLitePCL;

namespace Clickstream.Local.Sqlite;

/// <summary>
/// A local database cannot do what was asked: the disk is full, the folder is read-only, the file is damaged or of a newer version,
/// or another process held it for too long. The message says what to do; nothing of the failed call was stored, and it may be retried
/// after that.
/// </summary>
public sealed class LocalStoreException : IOException
{
    /// <summary>Creates the exception.</summary>
    public LocalStoreException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }

    internal static LocalStoreException Busy(string path, string detail) => For(raw.SQLITE_BUSY, path, detail);

    internal static LocalStoreException For(int code, string path, string detail)
    {
        var remedy = (code & 0xff) switch
        {
            raw.SQLITE_FULL => "the disk is full. Free some space and start again; nothing that was acknowledged is lost",
            raw.SQLITE_READONLY => "it is read-only. Choose a data folder that may be written",
            raw.SQLITE_CANTOPEN => "it cannot be opened. Check that its folder exists and may be written",
            raw.SQLITE_PERM or raw.SQLITE_AUTH => "permission is missing. Give this user the right to write the data folder",
            raw.SQLITE_NOTADB or raw.SQLITE_CORRUPT =>
                "it is damaged or not a database of Clickstream. Restore the data folder, or choose another one",
            raw.SQLITE_IOERR => "the disk reported an error. Check the disk, and that the data folder is on a local file system",
            raw.SQLITE_BUSY or raw.SQLITE_LOCKED =>
                "another process holds it for too long. Look for a stopped process that uses the data folder",
            _ => "SQLite failed",
        };
        return new LocalStoreException($"'{path}': {remedy} (SQLite {code}: {detail}).");
    }
}
