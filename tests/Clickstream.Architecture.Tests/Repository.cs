namespace Clickstream.Architecture.Tests;

/// <summary>The checkout that these tests look at.</summary>
internal static class Repository
{
    /// <summary>Every C# file of the project, as a path relative to the root; build output is left out.</summary>
    public static IEnumerable<string> SourceFiles() =>
        new[] { "src", "tests", "bench" }
            .Select(folder => Checkout.PathOf(folder))
            .Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories))
            .Select(file => Path.GetRelativePath(Checkout.Root, file))
            .Where(file => !file.Split('/').Any(segment => segment is "obj" or "bin" or "node_modules"));
}
