namespace Clickstream.Browser.Tests;

/// <summary>Where Chromium is on this machine.</summary>
internal static class Chromium
{
    private static readonly string[] Places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    /// <summary>The program; null if there is none. <c>CLICKSTREAM_CHROMIUM</c> names another one.</summary>
    public static string? Path { get; } =
        Environment.GetEnvironmentVariable("CLICKSTREAM_CHROMIUM") is { Length: > 0 } named ? named : Places.FirstOrDefault(File.Exists);
}
