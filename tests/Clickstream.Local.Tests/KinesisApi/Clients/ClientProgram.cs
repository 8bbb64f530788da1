using System.Diagnostics;
using System.Text.Json;
using Clickstream.Contracts;

namespace Clickstream.Local.Tests.KinesisApi.Clients;

/// <summary>Runs a script of this folder and reads the JSON document that it prints.</summary>
internal static class ClientProgram
{
    private static readonly JsonSerializerOptions Names = new() { PropertyNameCaseInsensitive = true };

    private static readonly Dictionary<string, string> Environment = new()
    {
        ["AWS_ACCESS_KEY_ID"] = "local",
        ["AWS_SECRET_ACCESS_KEY"] = "local",
        ["AWS_REGION"] = "us-east-1",
        ["AWS_DEFAULT_REGION"] = "us-east-1",
        ["AWS_CONFIG_FILE"] = "/dev/null",
        ["AWS_SHARED_CREDENTIALS_FILE"] = "/dev/null",
        ["NODE_PATH"] = Checkout.PathOf("tests", "Clickstream.Emulators", "node_modules"),
        ["NODE_NO_WARNINGS"] = "1",
        ["PYTHONDONTWRITEBYTECODE"] = "1",
    };

    public static async Task<T> RunAsync<T>(string program, string script, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, [Of(script), .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in Environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(Deadline.Token);
            var errors = process.StandardError.ReadToEndAsync(Deadline.Token);
            await process.WaitForExitAsync(Deadline.Token);
            Assert.True(process.ExitCode == 0, await errors);
            return JsonSerializer.Deserialize<T>(await output, Names)!;
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    private static string Of(string script) => Checkout.PathOf("tests", "Clickstream.Local.Tests", "KinesisApi", "Clients", script);
}
