using System.IO.Compression;
using System.Text;
using static Clickstream.Campaign.Tests.Functions.FunctionAccount;

namespace Clickstream.Campaign.Tests.Functions;

/// <summary>The function on objects of S3, as the native executable, over emulators.</summary>
public sealed class ObjectFunctionTests
{
    private const string Folder = "raw/clickstream/2019/10/01/10/";

    [Fact]
    public async Task Lines_arrays_and_compressed_objects_alert_each_order_once_however_often_the_event_comes()
    {
        await using var account = await OpenAsync();
        await using var function = await FunctionHost.StartAsync(account.Variables);
        await account.PutAsync(Folder + "lines.json", Lines([Purchase("1"), View(1), "bad line {", Purchase("2")]));
        await account.PutAsync(Folder + "array of a day=1+1.json", Encoding.UTF8.GetBytes($"[{Purchase("3")},{View(2)},{Purchase("2")}]"));
        await account.PutAsync(Folder + "zip.json.gz", Compressed([Purchase("4"), Purchase("1")]));
        string[] keys = [Folder + "lines.json", Folder + "array of a day=1+1.json", Folder + "zip.json.gz"];

        foreach (var key in keys.Concat(keys))
        {
            Assert.Equal("done", (await function.InvokeAsync(account.Created(key))).Success.GetProperty("status").GetString());
        }

        Assert.Equal(["1", "2", "3", "4"], account.Alerts.Messages.Select(message => message.Order).Order());
        Assert.Single(await account.Lake.ListAsync("alerts/quarantine/"));
    }

    [Fact]
    public async Task What_cannot_be_handled_is_said_and_the_next_event_is_handled()
    {
        await using var account = await OpenAsync();
        await using var function = await FunctionHost.StartAsync(account.Variables);
        await account.PutAsync(Folder + "picture.json", [0x89, 0x50, 0x4E, 0x47, 0, 1, 2, 3]);
        await account.PutAsync(Folder + "cut.json.gz", Compressed([Purchase("9"), View(1)])[..30]);
        await account.PutAsync("alerts/purchases/2019/10/01/10/x.json", Lines([Purchase("7")]));
        await account.PutAsync(Folder + "good.json", Lines([Purchase("1")]));

        Assert.Equal("gone", (await function.InvokeAsync(account.Created(Folder + "nothing.json"))).Success.GetProperty("status").GetString());
        Assert.Equal("passed_over", (await function.InvokeAsync(account.Created("alerts/purchases/2019/10/01/10/x.json"))).Success.GetProperty("status").GetString());
        Assert.Equal(1, (await function.InvokeAsync(account.Created(Folder + "picture.json"))).Number("rejected"));
        Assert.Equal(1, (await function.InvokeAsync(account.Created(Folder + "cut.json.gz"))).Number("rejected"));
        foreach (var unknown in new[] { "{}", "[1,2]", "no json", "{\"Records\":[{\"eventSource\":\"aws:sqs\"}]}", "{\"source\":\"aws.s3\",\"detail-type\":\"Object Created\"}" })
        {
            Assert.Equal("Clickstream.UnknownEvent", (await function.InvokeAsync(unknown)).Error);
        }

        Assert.Equal(1, (await function.InvokeAsync(account.Created(Folder + "good.json"))).Number("sent"));
        Assert.Equal("1", Assert.Single(account.Alerts.Messages).Order);
    }

    [Fact]
    public async Task A_bucket_that_may_not_be_read_fails_the_invocation_so_that_it_is_tried_again()
    {
        await using var account = await OpenAsync();
        var elsewhere = new Dictionary<string, string>(account.Variables) { ["AWS_ENDPOINT_URL_S3"] = "http://127.0.0.1:9" };
        await using var function = await FunctionHost.StartAsync(elsewhere);
        var answer = await function.InvokeAsync(account.Created(Folder + "x.json"));
        Assert.Equal("Clickstream.ServiceFault", answer.Error);
        Assert.Contains("s3:GetObject", answer.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_function_without_a_bucket_says_so_at_its_start()
    {
        await using var account = await OpenAsync();
        var bare = account.Variables.Where(pair => pair.Key != "CLICKSTREAM_BUCKET").ToDictionary();
        await using var function = await FunctionHost.StartAsync(bare);
        var error = await function.InitError;
        Assert.Equal("Clickstream.Settings", error.Error);
        Assert.Contains("bucket is missing", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_large_object_is_read_in_constant_memory()
    {
        await using var account = await OpenAsync();
        await using var function = await FunctionHost.StartAsync(account.Variables);
        var lines = Lines([.. Enumerable.Range(0, 10_000).Select(View)]);
        using var bytes = new MemoryStream();
        await using (var zip = new GZipStream(bytes, CompressionLevel.Fastest, leaveOpen: true))
        {
            for (var i = 0; i < 200; i++)
            {
                await zip.WriteAsync(lines);
            }

            await zip.WriteAsync(Lines([Purchase("1")]));
        }

        await account.PutAsync(Folder + "large.json.gz", bytes.ToArray());
        var answer = await function.InvokeAsync(account.Created(Folder + "large.json.gz"), timeout: TimeSpan.FromMinutes(5));
        Assert.Equal((2_000_001, 1), (answer.Number("read"), answer.Number("sent")));
        Assert.InRange(function.PeakMemory, 1, 100 << 20); // The content is over 200 MB.
    }

    [Fact]
    public async Task An_event_that_is_delivered_twice_at_once_alerts_once()
    {
        const int orders = 120;
        await using var account = await OpenAsync();
        await using var one = await FunctionHost.StartAsync(account.Variables);
        await using var two = await FunctionHost.StartAsync(account.Variables);
        await account.PutAsync(Folder + "many.json", Lines([.. Enumerable.Range(0, orders).Select(order => Purchase($"{order}"))]));

        var answers = await Task.WhenAll(one.InvokeAsync(account.Created(Folder + "many.json")), two.InvokeAsync(account.Created(Folder + "many.json")));

        Assert.Equal(orders, answers.Sum(answer => answer.Number("sent")));
        Assert.Equal(0, answers.Sum(answer => answer.Number("sent_again")));
        Assert.Equal(orders, account.Alerts.Messages.Count);
    }

    private static byte[] Compressed(string[] lines)
    {
        using var bytes = new MemoryStream();
        using (var zip = new GZipStream(bytes, CompressionLevel.Fastest, leaveOpen: true))
        {
            zip.Write(Lines(lines));
        }

        return bytes.ToArray();
    }
}
