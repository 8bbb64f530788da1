using System.Globalization;
using System.Text;
using Xunit.Abstractions;

namespace Clickstream.Campaign.Tests.Functions;

/// <summary>The same purchases over the worker and over the functions at once, in random order, while both are killed.</summary>
public sealed class BothPathsTests(ITestOutputHelper output)
{
    private const int Objects = 6;
    private const int OrdersOfAnObject = 40;
    private const int Users = 60; // Of each user, four orders in as many objects, seven minutes apart.

    /// <summary>The third and the fourth order of a user complete a window, in two intervals of a quarter of an hour.</summary>
    private const int WindowsOfAUser = 2;

    private const string Rules = """
        {"rules": [{"name": "purchase", "when": "purchase"}, {"name": "busy", "when": "several_purchases", "count": 3, "within": "15m"}]}
        """;

    [Fact]
    public async Task Every_order_and_every_window_of_a_user_alerts_once_and_a_repeat_after_a_kill_has_the_same_id()
    {
        var random = new Random(Seed.OfRun(output));
        await using var account = await FunctionAccount.OpenAsync();
        await File.WriteAllTextAsync(account.Account.Config, (await File.ReadAllTextAsync(account.Account.Config)).Insert(1, $"\"topic\":\"{account.Alerts.Topic}\",\"rules\":\"config/alerts.json\","));
        await account.PutAsync("config/alerts.json", Encoding.UTF8.GetBytes(Rules));
        account.Variables["CLICKSTREAM_RULES"] = "config/alerts.json";
        var keys = new List<string>();
        for (var i = 0; i < Objects; i++)
        {
            string[] lines = [.. Enumerable.Range(i * OrdersOfAnObject, OrdersOfAnObject).Select(LineOf)];
            random.Shuffle(lines);
            keys.Add($"raw/clickstream/2019/10/01/10/part-{i}.json");
            await account.PutAsync(keys[^1], FunctionAccount.Lines(lines));
        }

        string[] work = ["stream", "--alert-replays", "--port", "0", .. account.Account.Options];
        await using var function = await FunctionHost.StartAsync(account.Variables);
        var worker = ClickstreamProcess.Start(work);
        try
        {
            var replayed = ClickstreamProcess.RunAsync(0, ["replay", "--speed", "max", "--json", .. account.Account.Options]);
            var order = keys.ToArray();
            random.Shuffle(order);
            foreach (var key in order)
            {
                if (random.Next(3) == 0)
                {
                    worker.Dispose();
                    worker = ClickstreamProcess.Start(work);
                }

                await UntilAnsweredAsync(function, account.Created(key), random);
            }

            await replayed;
        }
        finally
        {
            worker.Dispose();
        }

        await ClickstreamProcess.RunAsync(0, [.. work, "--until-idle", "--json"]);

        const int orders = Objects * OrdersOfAnObject;
        output.WriteLine($"{account.Alerts.Messages.Count} messages for {orders} orders");
        var purchases = account.Alerts.Messages.Where(message => message.Id.StartsWith("purchase-", StringComparison.Ordinal)).ToList();
        Assert.Equal(orders, purchases.Select(message => message.Order).Distinct().Count());
        Assert.Equal(orders, purchases.Distinct().Count()); // Whoever sends a repeat, its id is the same.
        Assert.Equal(Users * WindowsOfAUser, account.Alerts.Messages.Except(purchases).Select(message => message.Id).Distinct().Count());
        var copies = await account.Lake.ListAsync("alerts/purchases/");
        Assert.Equal(orders, copies.Count(key => key.Contains("/purchase-", StringComparison.Ordinal)));
        Assert.Equal(Users * WindowsOfAUser, copies.Count(key => key.Contains("/busy-", StringComparison.Ordinal)));
        Assert.Empty(await account.Lake.ListAsync("alerts/dead-letter/"));
    }

    private static string LineOf(int order) => FunctionAccount.Purchase(
        order.ToString(CultureInfo.InvariantCulture), time: $"2019-10-01T10:{order / Users * 7:00}:00Z", user: $"u{order % Users}");

    /// <summary>Lambda tries an invocation again with the same id until it is answered; the first attempts are killed.</summary>
    private static async Task UntilAnsweredAsync(FunctionHost function, string json, Random random)
    {
        const int kills = 2;
        var id = Guid.NewGuid().ToString();
        for (var attempt = 0; attempt < 20; attempt++)
        {
            var answer = function.Begin(json, id);
            var patience = attempt < kills ? TimeSpan.FromMilliseconds(random.Next(20, 800)) : TimeSpan.FromMinutes(2);
            if (await Task.WhenAny(answer, Task.Delay(patience, TimeProvider.System)) != answer)
            {
                function.KillAndStart();
            }
            else if ((await answer).Error is null)
            {
                return;
            }
        }

        Assert.Fail($"It was not answered.\n{function.Log}");
    }
}
