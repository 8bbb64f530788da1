namespace Clickstream.Tests;

/// <summary>A test over the real input, which is not part of the project; skipped where it is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SharedDataFactAttribute : FactAttribute
{
    public SharedDataFactAttribute()
    {
        if (Folder is null)
        {
            Skip = "The real input (../shared/data next to the repository, or CLICKSTREAM_SHARED_DATA) is absent.";
        }
    }

    /// <summary>The folder of the real input; null if it is absent.</summary>
    public static string? Folder { get; } = Find();

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("CLICKSTREAM_SHARED_DATA") is { Length: > 0 } named)
        {
            return Directory.Exists(named) ? named : null;
        }

        var data = Path.GetFullPath(Checkout.PathOf("..", "shared", "data"));
        return Directory.Exists(data) ? data : null;
    }
}
