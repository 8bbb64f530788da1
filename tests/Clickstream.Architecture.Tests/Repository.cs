namespace Clickstream.Architecture.Tests;

/// <summary>The checkout that these tests look at.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>Every C# file of the project, as a path relative to the root; build output is left out.</summary>
    public static IEnumerable<string> SourceFiles() =>
        new[] { "src", "tests", "bench" }
            .Select(folder => Path.Combine(Root, folder))
            .Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories))
            .Select(file => Path.GetRelativePath(Root, file))
            .Where(file => !file.Split('/').Any(segment => segment is "obj" or "bin" or "node_modules"));

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Clickstream.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"No Clickstream.sln above {AppContext.BaseDirectory}.");
    }
}
