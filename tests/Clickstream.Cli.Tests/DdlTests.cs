namespace Clickstream.Cli.Tests;

public sealed class DdlTests
{
    [Theory]
    [InlineData("athena", "CREATE EXTERNAL TABLE IF NOT EXISTS clickstream.fact_clicks")]
    [InlineData("spectrum", "CREATE EXTERNAL SCHEMA IF NOT EXISTS clickstream")]
    [InlineData("redshift", "CREATE TABLE IF NOT EXISTS clickstream_hot.fact_clicks")]
    public async Task Every_engine_has_its_statements_without_a_lake(string engine, string expected)
    {
        using var line = new CommandLine();
        var (code, output, messages) = await line.RunAsync("ddl", "--engine", engine);
        Assert.True(code == ExitCode.Done, messages);
        Assert.Contains(expected, output, StringComparison.Ordinal);
        Assert.Equal(engine != "redshift", output.Contains("YOUR-", StringComparison.Ordinal)); // Placeholders are plain; tables of Redshift itself need none.
        Assert.Empty(Directory.EnumerateFileSystemEntries(line.Data));
    }

    [Theory]
    [InlineData("--engine", "athena", "--hot", "2026/03/01/09")]
    [InlineData("--engine", "redshift", "--hot", "yesterday")]
    [InlineData("--engine", "spectrum", "--partitions", "projection")]
    [InlineData("--engine", "mysql")]
    [InlineData("--lake", "my-bucket")]
    [InlineData("--years", "soon")]
    public async Task What_does_not_fit_together_is_wrong_usage(params string[] options)
    {
        using var line = new CommandLine();
        Assert.Equal(ExitCode.WrongUsage, (await line.RunAsync(["ddl", .. options])).Code);
    }

    [Fact]
    public async Task The_hours_of_the_lake_become_partitions_and_copies_and_the_check_holds_until_a_folder_is_wrong()
    {
        using var line = new CommandLine();
        await line.JsonAsync("generate", "--to", "raw", "--events", "3000", "--hours", "2", "--seed", "5");
        await line.RunAsync("replay", "--speed", "max");
        await line.RunAsync("stream", "--until-idle", "--port", "0");
        await line.JsonAsync("compact", "--once");

        var (_, athena, _) = await line.RunAsync("ddl", "--with-hours", "--lake", "s3://shop");
        Assert.Contains("PARTITION (year = 2026, month = 3, day = 1, hour = 1) LOCATION 's3://shop/raw/clickstream/2026/03/01/01/'", athena, StringComparison.Ordinal);
        Assert.Contains("LOCATION 's3://shop/curated/fact_clicks/_symlink_format_manifest/year=2026/month=03/day=01/hour=01/'", athena, StringComparison.Ordinal);

        var (_, redshift, _) = await line.RunAsync("ddl", "--engine", "redshift", "--hot", "2026/03/01/00-2026/03/01/01", "--lake", "s3://shop");
        foreach (var file in Directory.EnumerateFiles(Path.Combine(line.Data, "curated"), "part-*.parquet", SearchOption.AllDirectories))
        {
            Assert.Contains($"FROM 's3://shop/{Path.GetRelativePath(line.Data, file)}'", redshift, StringComparison.Ordinal);
        }

        Assert.True((await line.JsonAsync("ddl", "--check")).GetProperty("holds").GetBoolean());
        var wrong = Path.Combine(line.Data, "raw", "clickstream", "2026", "03", "01", "9");
        Directory.CreateDirectory(wrong);
        await File.WriteAllTextAsync(Path.Combine(wrong, "part-0.json"), "{}\n");
        var (code, output, _) = await line.RunAsync("ddl", "--check");
        Assert.Equal(ExitCode.CheckFailed, code);
        Assert.Contains("raw/clickstream/2026/03/01/9/part-0.json", output, StringComparison.Ordinal);
    }
}
