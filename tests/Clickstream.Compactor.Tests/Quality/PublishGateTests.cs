using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Clickstream.Compactor.Quality;
using Clickstream.Compactor.Tests.Lake;
using Clickstream.Core.Lake;
using Clickstream.Core.Time;

namespace Clickstream.Compactor.Tests.Quality;

public sealed class PublishGateTests
{
    private static readonly string Shard = RandomTraffic.Shard(0);

    [Fact]
    public async Task Sound_versions_pass_and_nothing_is_logged()
    {
        var lake = new TestLake();
        lake.Flush(RandomTraffic.Make(new Random(1), 200), Shard, 0, 10_000);
        var result = await lake.CompactAsync();
        Assert.True(result.Succeeded);
        Assert.Empty(result.FailedChecks);
        Assert.Empty(lake.Store.Keys(LakeLayout.QualityLog));
    }

    [Fact]
    public async Task A_severe_check_keeps_the_hour_at_its_last_version_and_says_why()
    {
        var lake = new TestLake();
        SetRules(lake, """{"checks":{"required":{"columns":["country"],"max_share":0.5}}}""");
        lake.Flush(Inputs(0, 10, "DE"), Shard, 0, 99);
        Assert.True((await lake.CompactAsync()).Succeeded);
        var (version, files) = (lake.Manifest(TestLake.FirstHour).Version, lake.Store.Keys(LakeLayout.FactClicks));

        lake.Flush(Inputs(100, 30, null), Shard, 100, 199);
        var result = await lake.CompactAsync();
        Assert.False(result.Succeeded);
        var part = Assert.Single(result.Parts, part => part.Outcome == CompactOutcome.Failed);
        Assert.Contains("Not published", part.Error, StringComparison.Ordinal);
        Assert.Contains("at most 50.00 % without country, found 30 of 40", part.Error, StringComparison.Ordinal);
        Assert.Equal(version, lake.Manifest(TestLake.FirstHour).Version);
        Assert.Equal(files, lake.Store.Keys(LakeLayout.FactClicks)); // What was written for it is gone again.
        Assert.Single(lake.Store.Keys(LakeLayout.QualityLog));

        SetRules(lake, """{"checks":{"required":{"severity":"Warning","columns":["country"]}}}""");
        result = await lake.CompactAsync();
        Assert.True(result.Succeeded);
        Assert.Equal(QualityRules.Required, Assert.Single(result.FailedChecks).Name);
        Assert.Equal(40, lake.Manifest(TestLake.FirstHour).Accepted);
    }

    [Fact]
    public async Task A_log_that_cannot_be_kept_is_told_beside_what_was_published()
    {
        var lake = new TestLake();
        SetRules(lake, """{"checks":{"required":{"severity":"Warning","columns":["country"]}}}""");
        lake.Flush(Inputs(0, 10, null), Shard, 0, 99);
        var full = new HookedStore(lake.Store, key => key.Value.StartsWith(LakeLayout.QualityLog, StringComparison.Ordinal)
            ? throw new IOException("There is no room.")
            : Task.CompletedTask);
        var result = await lake.CompactAsync(null, full);
        Assert.Equal("quality", Assert.Single(result.Parts, part => part.Outcome == CompactOutcome.Failed).Table);
        Assert.Equal(10, lake.Manifest(TestLake.FirstHour).Accepted);
        Assert.Contains(result.Parts, part => part is { Table: "fact_clicks", Outcome: CompactOutcome.Published });
    }

    [Fact]
    public async Task An_hour_with_far_fewer_rows_than_the_day_before_is_a_warning()
    {
        var lake = new TestLake();
        SetRules(lake, """{"checks":{"volume":{"min_rows":50}}}""");
        var dayLater = 24 * 60 * EventTime.MicrosecondsPerMinute;
        lake.Flush(Inputs(0, 90, "DE"), Shard, 0, 99);
        lake.Flush(Inputs(100, 10, "DE").Select(input => input with { Time = input.Time + dayLater }), Shard, 100, 199);
        Assert.True((await lake.CompactAsync()).Succeeded); // The day before may come at the same time, so nothing is said of it yet.
        lake.Flush(Inputs(200, 1, "DE").Select(input => input with { Time = input.Time + dayLater }), Shard, 200, 299);
        var result = await lake.CompactAsync();
        Assert.True(result.Succeeded);
        var check = Assert.Single(result.FailedChecks);
        Assert.Equal((QualityRules.Volume, Severity.Warning, "11, 0.122 times"), (check.Name, check.Severity, check.Actual));
    }

    [Theory]
    [InlineData("accounting")]
    [InlineData("rows")]
    [InlineData("hour")]
    [InlineData("file")]
    [InlineData("bytes")]
    public async Task A_manifest_that_does_not_say_what_the_files_hold_does_not_pass(string tampering)
    {
        var lake = new TestLake();
        lake.Flush(Inputs(0, 10, "DE"), Shard, 0, 99);
        await lake.CompactAsync();
        var manifest = lake.Manifest(TestLake.FirstHour);
        var bucket = manifest.Buckets[0];
        manifest = tampering switch
        {
            "accounting" => manifest with { Duplicates = 1 },
            "rows" => manifest with { Landed = 11, Accepted = 11, Buckets = [bucket with { Rows = 11 }] },
            "hour" => manifest with { Buckets = [bucket with { Files = [bucket.Files[0] with { MaxTime = bucket.Files[0].MaxTime!.Value.AddHours(1) }] }] },
            "file" => WithFile((await QualityLog.WriteAsync(lake.Store, [], "test", lake.Time.GetUtcNow(), CancellationToken.None)).Value),
            _ => WithFile(lake.Store.Keys(LakeLayout.Landing)[0]),
        };
        var gate = new PublishGate(lake.Store, new CheckBook(QualityRules.Default));
        var fault = await Assert.ThrowsAsync<InvalidDataException>(() => gate.AdmitAsync(manifest, CancellationToken.None));
        var problem = tampering == "bytes" ? "is no Parquet file"
            : $"{(tampering is "rows" or "file" ? QualityRules.Schema : tampering)} of fact_clicks {TestLake.FirstHour.Path}";
        Assert.Contains(problem, fault.Message, StringComparison.Ordinal);
        HourManifest WithFile(string key) => manifest with { Buckets = [bucket with { Files = [bucket.Files[0] with { Key = key }] }] };
    }

    [Theory]
    [InlineData("{", "cannot be read")]
    [InlineData("""{"checks":{"nonsense":{}}}""", "There is no check 'nonsense'")]
    [InlineData("""{"checks":{"volume":{"minimum":1}}}""", "cannot be read")]
    [InlineData("""{"checks":{"volume":{"min":3,"max":1}}}""", "min of 'volume'")]
    [InlineData("""{"checks":{"required":{"columns":["nobody"],"max_share":2}}}""", "no column 'nobody'")]
    public async Task Rules_that_cannot_be_used_stop_the_compaction(string rules, string message)
    {
        var lake = new TestLake();
        SetRules(lake, rules);
        var fault = await Assert.ThrowsAsync<UnknownFormatException>(() => lake.CompactAsync());
        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_schema_in_the_docs_names_every_check_and_every_member_of_a_rule()
    {
        using var schema = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Checkout.Root, "docs", "quality.schema.json")));
        var checks = schema.RootElement.GetProperty("properties").GetProperty("checks").GetProperty("properties");
        Assert.Equal(QualityRules.Default.Checks.Keys.Order(), checks.EnumerateObject().Select(property => property.Name).Order());
        var members = typeof(CheckRule).GetProperties()
            .SelectMany(property => property.GetCustomAttributes(typeof(JsonPropertyNameAttribute), false).Cast<JsonPropertyNameAttribute>())
            .Select(attribute => attribute.Name);
        var rule = schema.RootElement.GetProperty("$defs").GetProperty("rule").GetProperty("properties");
        Assert.Equal(members.Order(), rule.EnumerateObject().Select(property => property.Name).Order());
        Assert.Equal(Enum.GetNames<Severity>(), rule.GetProperty("severity").GetProperty("enum").EnumerateArray().Select(name => name.GetString()!));
    }

    [Fact]
    public void The_default_rules_are_their_own_file()
    {
        var read = QualityRules.Parse(QualityRules.Default.ToJson());
        Assert.Equal(Encoding.UTF8.GetString(QualityRules.Default.ToJson()), Encoding.UTF8.GetString(read.ToJson()));
    }

    private static void SetRules(TestLake lake, string json) => lake.Store[QualityRules.Key.Value] = Encoding.UTF8.GetBytes(json);

    private static IEnumerable<TestInput> Inputs(long first, int count, string? country) => Enumerable.Range(0, count).Select(number =>
        new TestInput(Shard, first + number, 0, $"c{first + number}", TestLake.FirstHour.Start.Microseconds + number) { User = $"u{number}", Country = country });
}
