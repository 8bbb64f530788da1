namespace Clickstream.Browser.Tests;

/// <summary>Where pictures go: <c>artifacts/</c> beside the solution, which git ignores.</summary>
internal static class Artifacts
{
    public static string Folder { get; } = Find();

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Clickstream.sln")))
            {
                return Directory.CreateDirectory(Path.Combine(folder.FullName, "artifacts")).FullName;
            }
        }

        return Directory.CreateTempSubdirectory("clickstream").FullName;
    }
}
