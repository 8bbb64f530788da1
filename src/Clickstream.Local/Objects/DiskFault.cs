using Clickstream.Core.Objects;

namespace Clickstream.Local.Objects;

/// <summary>
/// Turns what the file system reports into a message with a remedy. Numbers are those of errno on Linux, which .NET keeps in HResult.
/// </summary>
internal static class DiskFault
{
    private const int WouldBlock = 11;
    private const int AccessDenied = 13;
    private const int Exists = 17;
    private const int NotAFolder = 20;
    private const int IsAFolder = 21;
    private const int TooLarge = 27;
    private const int DiskFull = 28;
    private const int ReadOnly = 30;
    private const int QuotaFull = 122;

    /// <summary>Whether another holds the lock on a file that was opened for itself alone.</summary>
    public static bool IsLocked(IOException fault) => fault.HResult is WouldBlock || (uint)fault.HResult is 0x80070020;

    /// <summary>Whether a part of the path in front of the name is a file.</summary>
    public static bool IsNotAFolder(Exception fault) => fault.HResult == NotAFolder;

    /// <summary>Whether a folder was not there. .NET says "exists" when a folder that it makes is removed at the same moment.</summary>
    public static bool IsFolderMissing(IOException fault) =>
        fault is DirectoryNotFoundException or FileNotFoundException || fault.HResult == Exists;

    public static bool IsKnown(Exception fault) => fault is (IOException or UnauthorizedAccessException) and not ObjectStoreException;

    public static ObjectStoreException Explain(string what, Exception fault)
    {
        var remedy = fault.HResult switch
        {
            DiskFull or QuotaFull => "the disk is full. Free some space; what was put before is safe, and the put may be tried again",
            TooLarge => "the file is larger than this system allows. Raise the limit on file size",
            ReadOnly => "the folder is read-only. Choose a folder that may be written",
            Exists or NotAFolder or IsAFolder => "a file and a folder want the same name. Remove one of them",
            AccessDenied => "permission is missing. Give this user the right to read and write the folder",
            _ when fault is UnauthorizedAccessException =>
                "permission is missing, or a folder has this name. Give this user the right to read and write the folder",
            _ => "the file system refused. Check the disk and the folder",
        };
        return new ObjectStoreException($"'{what}': {remedy} ({fault.Message}).", fault);
    }

    public static T Guard<T>(string what, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception fault) when (IsKnown(fault))
        {
            throw Explain(what, fault);
        }
    }

    public static void Guard(string what, Action work) => Guard(what, () =>
    {
        work();
        return true;
    });

    public static async Task<T> GuardAsync<T>(string what, Func<Task<T>> work)
    {
        try
        {
            return await work().ConfigureAwait(false);
        }
        catch (Exception fault) when (IsKnown(fault))
        {
            throw Explain(what, fault);
        }
    }
}
