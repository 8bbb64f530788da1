using Clickstream.Compactor.Tests.Lake;
using Clickstream.Compactor.Users;
using Clickstream.Core.Lake;

namespace Clickstream.Compactor.Tests.Users;

public sealed class UserTableTests
{
    [Fact]
    public async Task A_user_is_the_sum_of_all_hours_and_the_last_of_what_changes()
    {
        var lake = new TestLake();
        var hour = 60L * 60 * 1_000_000;
        TestInput[] inputs =
        [
            Input("a", 5, "view") with { Country = "DE", Device = "mobile", Metadata = Signup("2024-01-02") },
            Input("b", 7, "purchase") with { Order = "o1", Price = 10.5m, Quantity = 2, Currency = "EUR", Device = "desktop" },
            Input("c", 8, "purchase") with { Order = "o1", Price = 1m, Currency = "EUR", Device = "mobile" },
            Input("d", hour + 1, "view") with { Country = "FR", Device = "mobile" },
            Input("e", hour + 2, "view") with { User = null },
        ];
        lake.Flush(inputs, "shard", 0, 100);
        await lake.CompactAsync();

        var user = Assert.Single(await ReadAsync(lake));
        Assert.Equal("u", user.UserId);
        Assert.Equal("FR", user.Country);
        Assert.Equal("2024-01-02", user.SignupDate);
        Assert.Equal(4, user.Events);
        Assert.Equal(1, user.Orders);
        Assert.Equal(22m, user.Revenue);
        Assert.Equal(new Dictionary<string, long> { ["desktop"] = 1, ["mobile"] = 3 }, user.DevicePreferences);
        Assert.Equal(TestLake.FirstHour.Start.ToDateTimeOffset().UtcDateTime.AddMicroseconds(5), user.FirstSeen);
        Assert.Equal(TestLake.FirstHour.End.ToDateTimeOffset().UtcDateTime.AddMicroseconds(1), user.LastSeen);
    }

    [Fact]
    public async Task A_restated_hour_replaces_its_part()
    {
        var lake = new TestLake();
        lake.Flush([Input("a", 5, "view")], "shard", 1, 1);
        await lake.CompactAsync();
        lake.Flush([Input("b", 6, "view") with { Sequence = 2 }], "shard", 2, 2);
        await lake.CompactAsync();
        Assert.Equal(2, Assert.Single(await ReadAsync(lake)).Events);
    }

    [Fact]
    public async Task Hours_that_come_out_of_order_give_the_same_users()
    {
        var (forward, backward) = (new TestLake(), new TestLake());
        var inputs = RandomTraffic.Make(new Random(3), 100).Select(input => input with { Shard = "shard" }).ToArray();
        foreach (var (lake, hours) in new[] { (forward, new[] { 0, 1 }), (backward, [1, 0]) })
        {
            foreach (var hour in hours)
            {
                lake.Flush(inputs.Where(input => input.Hour.Number == TestLake.FirstHour.Number + hour), "shard", 0, 1000);
                await lake.CompactAsync();
            }
        }

        Assert.Equal(await DumpAsync(forward), await DumpAsync(backward));
    }

    private static async Task<string> DumpAsync(TestLake lake)
    {
        var users = await ReadAsync(lake);
        Assert.NotEmpty(users);
        return System.Text.Json.JsonSerializer.Serialize(users);
    }

    private static async Task<IList<UserRow>> ReadAsync(TestLake lake)
    {
        var published = await PublishedLake.ReadAsync(lake.Store, CancellationToken.None);
        using var content = new MemoryStream(lake.Store[Assert.Single(published.Users!.Files).Key]);
        return await UserFile.ReadAsync(content, CancellationToken.None);
    }

    private static TestInput Input(string click, long time, string type) =>
        new("shard", 1, click[0], click, TestLake.FirstHour.Start.Microseconds + time) { Type = type, User = "u" };

    private static Dictionary<string, string> Signup(string date) => new() { ["signup_date"] = date };
}
