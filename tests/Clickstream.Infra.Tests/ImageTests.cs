using System.Diagnostics;
using Clickstream.Infra.Tests.Recording;
using Clickstream.Infra.Tests.Terraform;

namespace Clickstream.Infra.Tests;

/// <summary>The container image, as far as it goes without an engine: its file is linted, and what it publishes is published by the same script and run.</summary>
public sealed class ImageTests
{
    // The linter is among the npm packages that the emulators come with.
    [EmulatorFact(EmulatorName.Dynalite)]
    public async Task A_linter_finds_nothing_in_the_Dockerfile()
    {
        var linter = Checkout.PathOf("tests", "Clickstream.Emulators", "node_modules", "dockerfile-utils", "bin", "dockerfile-utils");
        var (exitCode, transcript) = await RunAsync("node", new Dictionary<string, string>(), linter, "lint", Checkout.PathOf("Dockerfile"));
        Assert.True(exitCode == 0, transcript);
    }

    [Fact]
    public void The_image_has_no_root_a_health_check_and_the_script_that_the_tests_run()
    {
        var lines = File.ReadAllLines(Checkout.PathOf("Dockerfile"));
        Assert.Contains("USER 1654", lines);
        Assert.Contains("VOLUME [\"/scratch\"]", lines);
        Assert.Contains(lines, line => line.StartsWith("HEALTHCHECK ", StringComparison.Ordinal) && line.EndsWith("CMD [\"/app/clickstream\", \"health\"]", StringComparison.Ordinal));
        Assert.Contains("RUN [\"./image/publish\", \"/app\"]", lines);
        Assert.All(lines.Where(line => line.StartsWith("FROM ", StringComparison.Ordinal)), line => Assert.DoesNotContain(":latest", line, StringComparison.Ordinal));
    }

    [TerraformFact]
    public async Task What_the_image_holds_runs_with_a_root_that_cannot_be_written()
    {
        var stack = await AppliedStack.ServerlessAsync();
        await DataPlane.OpenAsync(stack);
        var folder = Directory.CreateTempSubdirectory("clickstream-image-").FullName;
        try
        {
            var published = Path.Combine(folder, "app");
            var (exitCode, transcript) = await RunAsync(Checkout.PathOf("image", "publish"), new Dictionary<string, string>(), published, "--no-build");
            Assert.True(exitCode == 0, transcript);
            Assert.False(File.Exists(Path.Combine(published, "clickstream.xml")));

            var config = Path.Combine(folder, "aws.json");
            await File.WriteAllTextAsync(config, await stack.OutputAsync());
            var environment = DataPlane.Environment(stack.Moto);
            environment["DOTNET_EnableDiagnostics"] = "0";
            var command = $"{Path.Combine(published, "clickstream")} doctor --backend aws --config {config}";

            // A name space of mounts of its own, in which everything is read-only; only root can make one.
            var (code, said) = Environment.UserName == "root"
                ? await RunAsync("unshare", environment, "--mount", "sh", "-c", $"mount --make-rprivate / && mount -o remount,bind,ro / && ! touch {folder}/x && exec {command}")
                : await RunAsync("sh", environment, "-c", command);
            Assert.True(code == 0, said);
            Assert.Contains("ok   topic", said, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<(int ExitCode, string Transcript)> RunAsync(string program, Dictionary<string, string> environment, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, $"{program} {string.Join(' ', arguments)}\n{await output}\n{await errors}");
    }
}
