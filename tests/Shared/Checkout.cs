namespace Clickstream.Tests;

/// <summary>The checkout that the tests run in, found from their output folder.</summary>
internal static class Checkout
{
    /// <summary>The folder of <c>Clickstream.sln</c>.</summary>
    public static string Root { get; } = Find();

    /// <summary>A path below the root.</summary>
    public static string PathOf(params ReadOnlySpan<string> segments) => Path.Combine([Root, .. segments]);

    private static string Find()
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
