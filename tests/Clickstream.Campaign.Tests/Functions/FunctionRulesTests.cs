using System.Text;
using System.Text.Json;
using static Clickstream.Campaign.Tests.Functions.FunctionAccount;

namespace Clickstream.Campaign.Tests.Functions;

/// <summary>The functions with a rules file in the bucket, as the native executable.</summary>
public sealed class FunctionRulesTests
{
    private const string Key = "config/alerts.json";

    [Fact]
    public async Task Rules_of_the_bucket_hold_for_objects_and_records_and_what_is_old_is_mute_unless_asked_for()
    {
        await using var account = await OpenAsync();
        await account.PutAsync(Key, Encoding.UTF8.GetBytes("""{"users":"drop","rules":[{"name":"large","when":"purchase","revenue_at_least":100,"currency":"EUR","severity":"critical","text":"{user}: {revenue}"}]}"""));
        await account.PutAsync("raw/clickstream/2019/10/01/10/a.json", Lines([Purchase("1", 99m), Purchase("2", 100m)]));
        account.Variables["CLICKSTREAM_RULES"] = Key;
        await using (var function = await FunctionHost.StartAsync(account.Variables))
        {
            Assert.Equal(1, (await function.InvokeAsync(account.Created("raw/clickstream/2019/10/01/10/a.json"))).Number("sent"));
            Assert.Empty((await function.InvokeAsync(new KinesisBatch().AddAggregate(Purchase("2", 100m), Purchase("3", 250m)).From())).Failures);
        }

        Assert.Equal(["2", "3"], account.Alerts.Messages.Select(message => message.Order).Order());
        Assert.All(account.Alerts.Messages, message => Assert.StartsWith("large-", message.Id, StringComparison.Ordinal));
        var keys = await account.Lake.ListAsync("alerts/purchases/");
        var alert = JsonDocument.Parse(await account.Lake.GetAsync(keys[0])).RootElement;
        Assert.Equal(("critical", "unknown: ", JsonValueKind.Null), (alert.GetProperty("severity").GetString(), alert.GetProperty("text").GetString()![..9], alert.GetProperty("user_id").ValueKind));

        account.Variables.Remove("CLICKSTREAM_ALERT_REPLAYS");
        await account.PutAsync("raw/clickstream/2019/10/01/10/old.json", Lines([Purchase("9", 900m)]));
        await using var mute = await FunctionHost.StartAsync(account.Variables);
        Assert.Equal(0, (await mute.InvokeAsync(account.Created("raw/clickstream/2019/10/01/10/old.json"))).Number("sent"));
    }

    [Fact]
    public async Task Rules_with_errors_are_told_at_the_start_all_at_once()
    {
        await using var account = await OpenAsync();
        account.Variables["CLICKSTREAM_RULES"] = Key;
        await using (var function = await FunctionHost.StartAsync(account.Variables))
        {
            Assert.Contains("there is no object 'config/alerts.json'", (await function.InitError).Message, StringComparison.Ordinal);
        }

        await account.PutAsync(Key, Encoding.UTF8.GetBytes("{\"rules\":[\n{\"name\":\"a\",\"when\":\"sale\"},\n{\"when\":\"purchase\"}]}"));
        await using var broken = await FunctionHost.StartAsync(account.Variables);
        var message = (await broken.InitError).Message;
        Assert.Contains("line 2: \"when\" is 'sale'", message, StringComparison.Ordinal);
        Assert.Contains("line 3: \"name\" is missing", message, StringComparison.Ordinal);
    }
}
