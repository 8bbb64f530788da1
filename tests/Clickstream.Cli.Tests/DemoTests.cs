using System.Text.Json;

namespace Clickstream.Cli.Tests;

public sealed class DemoTests
{
    private static readonly string[] SameAsOracle =
        ["read", "accepted", "duplicates", "quarantined", "late", "alerts", "orders", "revenue", "parquet_rows", "engagement_minutes"];

    [Fact]
    public async Task The_demo_equals_the_oracle_and_running_it_again_changes_nothing()
    {
        using var line = new CommandLine();
        string[] demo = ["demo", "--exit", "--events", "20000", "--hours", "4", "--seed", "7", "--port", "0"];
        var first = await line.JsonAsync(demo);
        var oracle = line.Oracle(7);
        Assert.All(SameAsOracle, name => Assert.Equal(oracle.GetProperty(name).GetDecimal(), first.GetProperty(name).GetDecimal()));
        Assert.True(first.GetProperty("reconciled").GetBoolean());
        Assert.True(first.GetProperty("late").GetInt64() > 0);

        var again = await line.JsonAsync(demo);
        Assert.All(SameAsOracle.Append("parquet_bytes"), name => Assert.Equal(first.GetProperty(name).GetDecimal(), again.GetProperty(name).GetDecimal()));
    }

    [Fact]
    public async Task The_pieces_alone_give_the_same_as_the_demo()
    {
        using var line = new CommandLine();
        await line.JsonAsync("generate", "--to", "raw", "--events", "20000", "--hours", "2", "--seed", "5", "--gzip");
        await line.JsonAsync("replay", "--speed", "max", "--dry-run");
        await line.JsonAsync("replay", "--speed", "max");
        await line.JsonAsync("stream", "--until-idle", "--alert-replays", "--port", "0");
        await line.JsonAsync("compact", "--once", "--codec", "Snappy");
        var proof = await line.JsonAsync("reconcile");
        var oracle = line.Oracle(5);
        Assert.All(SameAsOracle.Except(["alerts"]), name => Assert.Equal(oracle.GetProperty(name).GetDecimal(), proof.GetProperty(name).GetDecimal()));

        var users = await line.JsonAsync("query", "select count(*) as users, sum(orders) as orders from dim_users");
        Assert.Equal(oracle.GetProperty("orders").GetDecimal(), users[0].GetProperty("orders").GetDecimal() + await OrdersWithoutUserAsync(line));
    }

    [Fact]
    public async Task A_tampered_version_does_not_reconcile()
    {
        using var line = new CommandLine();
        await line.JsonAsync("demo", "--exit", "--events", "5000", "--hours", "1", "--seed", "3", "--port", "0");
        File.Delete(Directory.EnumerateFiles(Path.Combine(line.Data, "landing", "clickstream"), "*", SearchOption.AllDirectories).First());
        File.Delete(Directory.EnumerateFiles(Path.Combine(line.Data, "curated", "fact_clicks"), "manifest.json", SearchOption.AllDirectories).First());
        var (code, output, _) = await line.RunAsync("reconcile", "--json");
        Assert.Equal(ExitCode.CheckFailed, code);
        Assert.False(JsonDocument.Parse(output).RootElement.GetProperty("reconciled").GetBoolean());
    }

    [SharedDataFact]
    public async Task The_real_data_gives_the_known_numbers()
    {
        using var line = new CommandLine();
        var demo = await line.JsonAsync("demo", "--raw", Path.Combine(SharedDataFactAttribute.Folder!, "rees46", "raw"), "--exit", "--port", "0");
        (string Name, decimal Value)[] known =
        [
            ("read", 17435), ("accepted", 17430), ("duplicates", 5), ("quarantined", 0), ("orders", 214), ("alerts", 214),
            ("revenue", 59442.63m), ("parquet_rows", 17430),
        ];
        Assert.All(known, item => Assert.Equal(item.Value, demo.GetProperty(item.Name).GetDecimal()));
        var hours = await line.JsonAsync("query", "select hour, count(*) from fact_clicks group by 1 order by 1");
        Assert.Equal([(0, 1083), (1, 121), (2, 16226)], hours.EnumerateArray().Select(row => (row.GetProperty("hour").GetInt32(), row.EnumerateObject().Last().Value.GetInt32())));
    }

    private static async Task<decimal> OrdersWithoutUserAsync(CommandLine line)
    {
        var rows = await line.JsonAsync("query", "select count(distinct order_id) as orders from fact_clicks where event_type = 'purchase' and user_id is null");
        return rows[0].GetProperty("orders").GetDecimal();
    }
}
