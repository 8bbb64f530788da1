using Xunit.Abstractions;

namespace Clickstream.Campaign.Tests.Functions;

/// <summary>Real traffic over the way of S3, EventBridge and the function.</summary>
public sealed class RealObjectsTests(ITestOutputHelper output)
{
    private const int Orders = 214;

    [SharedDataFact]
    public async Task Every_real_purchase_alerts_once_even_if_everything_is_delivered_twice()
    {
        await using var account = await FunctionAccount.OpenAsync();
        var queue = await EventBridgeQueue.OpenAsync(account);
        await using var function = await FunctionHost.StartAsync(account.Variables);
        var raw = Path.Combine(SharedDataFactAttribute.Folder!, "rees46", "raw");
        foreach (var file in Directory.EnumerateFiles(raw, "*", SearchOption.AllDirectories))
        {
            await account.PutAsync(Path.GetRelativePath(raw, file).Insert(0, "raw/"), await File.ReadAllBytesAsync(file));
        }

        var events = await queue.ReceiveAsync();
        Assert.NotEmpty(events);
        var (sent, before, read) = (0L, 0L, 0L);
        foreach (var json in events.Concat(events))
        {
            var answer = await function.InvokeAsync(json);
            (sent, before, read) = (sent + answer.Number("sent"), before + answer.Number("sent_before"), read + answer.Number("read"));
        }

        output.WriteLine($"{events.Count} objects, {read} inputs, {sent} alerts, {before} refused, peak memory {function.PeakMemory >> 20} MiB");
        Assert.Equal(Orders, sent);
        Assert.Equal(Orders, account.Alerts.Messages.Count);
        Assert.Equal(Orders, account.Alerts.Messages.Select(message => message.Order).Distinct().Count());
        Assert.Equal(Orders, (await account.Lake.ListAsync("alerts/purchases/")).Count);
    }
}
