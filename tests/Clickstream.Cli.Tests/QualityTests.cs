using System.Text.Json;

namespace Clickstream.Cli.Tests;

public sealed class QualityTests
{
    [Fact]
    public async Task The_demo_is_sound_and_a_broken_reference_is_severe()
    {
        using var line = new CommandLine();
        await line.JsonAsync("demo", "--exit", "--events", "5000", "--hours", "2", "--seed", "31", "--port", "0");
        var sound = await line.JsonAsync("quality");
        Assert.True(sound.GetProperty("holds").GetBoolean(), sound.GetRawText());
        var names = sound.GetProperty("checks").EnumerateArray().Select(check => check.GetProperty("check").GetString()).Distinct();
        Assert.Superset(
            new HashSet<string?> { "schema", "accounting", "required", "unique", "hour", "amounts", "references", "rejected", "freshness" },
            names.ToHashSet());
        var logged = await line.JsonAsync("query", "select count(*) as n, count(distinct check_name) as names from quality");
        Assert.Equal(sound.GetProperty("checks").GetArrayLength(), logged[0].GetProperty("n").GetInt64());

        // A manifest of the dimensions that names no file any more.
        var manifest = Path.Combine(line.Data, "curated", "dimensions", "manifest.json");
        using (var json = JsonDocument.Parse(File.ReadAllBytes(manifest)))
        {
            var members = json.RootElement.EnumerateObject().ToDictionary(
                member => member.Name, member => member.Name == "tables" ? (object)new Dictionary<string, object>() : member.Value);
            File.WriteAllText(manifest, JsonSerializer.Serialize(members));
        }

        var (code, output, _) = await line.RunAsync("quality", "--json");
        Assert.Equal(ExitCode.CheckFailed, code);
        var broken = JsonDocument.Parse(output).RootElement.GetProperty("checks")[0];
        Assert.Equal(("references", "severe", false), (broken.GetProperty("check").GetString(), broken.GetProperty("severity").GetString(), broken.GetProperty("holds").GetBoolean()));
    }

    [Fact]
    public async Task The_default_rules_can_be_printed_and_used()
    {
        using var line = new CommandLine();
        await line.JsonAsync("generate", "--to", "raw", "--events", "6000", "--hours", "1", "--seed", "32");
        Directory.CreateDirectory(Path.Combine(line.Data, "config"));
        var printed = (await line.RunAsync("quality", "--defaults")).Output;
        var strict = printed.Replace("\"min_rows\": 100", "\"min_rows\": 1", StringComparison.Ordinal).Replace("0.05", "0.00001", StringComparison.Ordinal);
        await File.WriteAllTextAsync(Path.Combine(line.Data, "config", "quality.json"), strict);
        var compact = await line.JsonAsync("compact", "--from", "raw");
        Assert.Equal(0, compact.GetProperty("failed_checks").GetArrayLength());
        var quality = await line.JsonAsync("quality");
        Assert.Contains(quality.GetProperty("checks").EnumerateArray(), check => check.GetProperty("check").GetString() == "rejected" && !check.GetProperty("holds").GetBoolean());
        Assert.True(quality.GetProperty("holds").GetBoolean()); // It is a warning.
    }
}
