namespace Clickstream.Local.Objects;

/// <summary>An object store has no folders, so those that a removed object leaves empty are removed with it.</summary>
internal static class EmptyFolders
{
    /// <summary>Removes a file, if it is there, and the folders above it up to the root that are empty then.</summary>
    public static void Delete(string path, string root)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception fault) when (fault is DirectoryNotFoundException || DiskFault.IsNotAFolder(fault) || Directory.Exists(path))
        {
            return; // No object has this name.
        }

        for (var folder = Path.GetDirectoryName(path)!; folder.Length > root.Length; folder = Path.GetDirectoryName(folder)!)
        {
            try
            {
                Directory.Delete(folder, recursive: false);
            }
            catch (DirectoryNotFoundException)
            {
                // Another process removed it just now; the one above may be empty too.
            }
            catch (IOException)
            {
                return; // It holds something.
            }
        }
    }
}
