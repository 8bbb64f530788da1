using System.Diagnostics;

namespace Clickstream.Campaign.Tests.Functions;

/// <summary>The native executable of the alert functions. It is published once, if it is not newer than what it is made of.</summary>
internal static class FunctionBinary
{
    private static readonly Lazy<Task<string>> Published = new(PublishAsync);

    /// <summary>Its path.</summary>
    public static Task<string> PathAsync() => Published.Value;

    /// <summary>The zip beside it.</summary>
    public static async Task<string> ZipAsync() => Path.Combine(Path.GetDirectoryName(await PathAsync())!, "clickstream-alerts.zip");

    /// <summary>Publishes into a folder, from what the build made.</summary>
    public static Task PublishAsync(string folder) =>
        RunAsync("publish", Project, "-c", Configuration, "--no-build", "-o", folder, "--nologo", "-v", "quiet");

    /// <summary>Packs the executable in a folder.</summary>
    public static Task ZipAsync(string folder) => RunAsync(
        "msbuild", Project, "-t:ZipFunction", $"-p:Configuration={Configuration}", $"-p:PublishDir={folder}/", "-nologo", "-v:quiet");

    private static string Project => Checkout.PathOf("src", "Clickstream.Lambda");

    private static string Configuration => AppContext.BaseDirectory.Contains("/Release/", StringComparison.Ordinal) ? "Release" : "Debug";

    private static async Task RunAsync(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"dotnet {string.Join(' ', arguments)}:\n{string.Join('\n', output)}");
    }

    private static async Task<string> PublishAsync()
    {
        var folder = Checkout.PathOf("artifacts", "lambda");
        var binary = Path.Combine(folder, "bootstrap");
        var built = Directory.EnumerateFiles(Checkout.PathOf("src", "Clickstream.Lambda", "bin", Configuration), "*.dll", SearchOption.AllDirectories);
        if (!File.Exists(binary) || built.Any(file => File.GetLastWriteTimeUtc(file) > File.GetLastWriteTimeUtc(binary)))
        {
            await PublishAsync(folder);
        }

        return binary;
    }
}
