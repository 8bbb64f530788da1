using System.Diagnostics;
using System.Text;

namespace Clickstream.Infra.Tests.Terraform;

/// <summary>Terraform on this machine, and where its providers come from: a folder with a mirror if there is one, else its registry.</summary>
internal static class TerraformProgram
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(8); // Ten times what the slowest run takes on a loaded machine of two cores.
    private static readonly Lazy<string?> Search = new(FindMissing);
    private static readonly Lazy<string?> Mirror = new(FindMirror);
    private static readonly Lazy<string> NoSettings = new(() => Path.GetTempFileName()); // So that a person's own ~/.terraformrc does not matter.

    /// <summary>What is missing, with the remedy; null if Terraform can run.</summary>
    public static string? Missing => Search.Value;

    /// <summary>The options of <c>init</c> that find the providers.</summary>
    public static string[] ProviderOptions => Mirror.Value is { } folder ? ["-plugin-dir=" + folder] : [];

    /// <summary>Runs a command to its end.</summary>
    /// <param name="folder">Where.</param>
    /// <param name="endpoint">The address of every AWS service; null where none is called.</param>
    /// <param name="arguments">The command and its options.</param>
    /// <returns>The exit code, what it printed, and that with its errors.</returns>
    public static async Task<(int ExitCode, string Output, string Transcript)> RunAsync(string folder, Uri? endpoint, params string[] arguments)
    {
        if (Missing is { } missing)
            throw new InvalidOperationException(missing);
        var start = new ProcessStartInfo("terraform", arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("AWS_", StringComparison.Ordinal) || name.StartsWith("TF_", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(name);
        start.Environment["TF_CLI_CONFIG_FILE"] = NoSettings.Value;
        start.Environment["TF_IN_AUTOMATION"] = "1";
        start.Environment["CHECKPOINT_DISABLE"] = "1";
        start.Environment["GOGC"] = "800"; // The provider's schema of thousands of resources is much garbage: a fifth of the processor's time of all runs.
        start.Environment["AWS_ACCESS_KEY_ID"] = start.Environment["AWS_SECRET_ACCESS_KEY"] = "test";
        start.Environment["AWS_EC2_METADATA_DISABLED"] = "true";
        if (endpoint is not null)
            start.Environment["AWS_ENDPOINT_URL"] = endpoint.ToString().TrimEnd('/');
        using var process = Process.Start(start)!;
        using var patience = new CancellationTokenSource(Patience);
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(patience.Token), process.StandardError.ReadToEndAsync(patience.Token));
        try
        {
            await process.WaitForExitAsync(patience.Token);
            var text = await output;
            return (process.ExitCode, text, new StringBuilder($"terraform {string.Join(' ', arguments)}\n").Append(text).Append(await errors).ToString());
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    private static string? FindMissing()
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("terraform", "version") { RedirectStandardOutput = true, RedirectStandardError = true })!;
            process.WaitForExit();
            return null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "Terraform 1.10 or later is not here; install it from https://developer.hashicorp.com/terraform/install.";
        }
    }

    // A machine without a way to the registry may have the providers in a folder, which holds one named after the registry.
    private static string? FindMirror()
    {
        var options = new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 2, IgnoreInaccessible = true };
        return new[] { "/opt", "/srv", "/usr/local/share", "/var/lib" }
            .Where(Directory.Exists)
            .SelectMany(root => Directory.EnumerateDirectories(root, "registry.terraform.io", options))
            .Select(Path.GetDirectoryName)
            .FirstOrDefault();
    }
}
