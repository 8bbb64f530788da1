namespace Clickstream.Infra.Tests.Terraform;

/// <summary>A copy of infra/ in a folder of its own, removed at the end; for moto, with the overrides of what it lacks.</summary>
internal sealed class InfraCopy : IDisposable
{
    private const string Heading = "#@ ";

    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("clickstream-infra-");

    private InfraCopy()
    {
        Copy(Checkout.PathOf("infra"), Folder);
        if (Directory.Exists(Checkout.PathOf("sql")))
            Copy(Checkout.PathOf("sql"), Path.Combine(_root.FullName, "sql"));
    }

    /// <summary>The root module.</summary>
    public string Folder => Path.Combine(_root.FullName, "infra");

    /// <summary>A copy as it is.</summary>
    public static async Task<InfraCopy> PlainAsync()
    {
        var copy = new InfraCopy();
        await copy.RunAsync(null, 0, ["init", "-input=false", "-backend=false", "-lockfile=readonly", .. TerraformProgram.ProviderOptions]);
        return copy;
    }

    /// <summary>A copy whose state is in it, and that leaves out what moto lacks.</summary>
    public static async Task<InfraCopy> ForMotoAsync()
    {
        var copy = new InfraCopy();
        foreach (var (folder, text) in Overrides())
            await File.WriteAllTextAsync(Path.Combine(copy.Folder, folder, "moto_override.tf"), text);
        await copy.RunAsync(null, 0, ["init", "-input=false", "-lockfile=readonly", .. TerraformProgram.ProviderOptions]);
        return copy;
    }

    /// <summary>The parts of the one override file, by the folder that each belongs into.</summary>
    public static IEnumerable<(string Folder, string Text)> Overrides() =>
        File.ReadAllText(Checkout.PathOf("tests", "Clickstream.Infra.Tests", "Moto", "overrides.tf"))
            .Split("\n" + Heading)
            .Skip(1)
            .Select(part => (part[..part.IndexOf('\n', StringComparison.Ordinal)].Trim(), part[(part.IndexOf('\n', StringComparison.Ordinal) + 1)..]));

    /// <summary>Runs a command, which has to end with a code.</summary>
    /// <returns>What it printed.</returns>
    public async Task<string> RunAsync(Uri? endpoint, int expectedExitCode, params string[] arguments)
    {
        var (exitCode, output, transcript) = await TerraformProgram.RunAsync(Folder, endpoint, arguments);
        Assert.True(exitCode == expectedExitCode, $"Expected exit code {expectedExitCode}, got {exitCode}.\n{transcript}");
        return output;
    }

    public void Dispose() => _root.Delete(recursive: true);

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories).Where(file => !file.Contains("/.terraform/", StringComparison.Ordinal)))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
