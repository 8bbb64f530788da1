using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;
using Clickstream.Core.Alerts.Webhooks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Xunit.Abstractions;
using static Clickstream.Campaign.Tests.Functions.FunctionAccount;

namespace Clickstream.Campaign.Tests.Functions;

/// <summary>The function on a Kinesis event source, as the native executable, over emulators.</summary>
public sealed class RecordFunctionTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Purchases_of_plain_aggregated_and_compressed_records_alert_once_and_poison_is_quarantined_and_passed()
    {
        await using var account = await OpenAsync();
        await using var function = await FunctionHost.StartAsync(account.Variables);
        var batch = new KinesisBatch()
            .Add(Lines([Purchase("1"), View(1), "no JSON {"]))
            .AddAggregate(Purchase("2"), "{\"event_type\":\"view\"}", Purchase("3"), Purchase("1"))
            .AddText("no base64!")
            .Add([0x1F, 0x8B, 8, 0, 1, 2, 3])
            .AddCompressed(Purchase("4"), View(2));

        Assert.Empty((await function.InvokeAsync(batch.From())).Failures);
        Assert.Empty((await function.InvokeAsync(batch.From(1))).Failures);

        Assert.Equal(["1", "2", "3", "4"], account.Alerts.Messages.Select(message => message.Order).Order());
        var entries = new List<JsonElement>();
        foreach (var key in await account.Lake.ListAsync("alerts/quarantine/"))
        {
            await using var content = new GZipStream(new MemoryStream(await account.Lake.GetAsync(key)), CompressionMode.Decompress);
            entries.AddRange(new StreamReader(content).ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement));
        }

        var reasons = entries.DistinctBy(entry => entry.GetProperty("position").GetString()).Select(entry => entry.GetProperty("reason").GetString());
        Assert.Equal(["corrupt_compression", "invalid_text", "malformed_json", "missing_time"], reasons.Order());
        Assert.Empty(await account.Lake.ListAsync("quarantine/")); // The workers' own, which reconcile compares with their ledgers.
    }

    [Fact]
    public async Task A_batch_goes_on_at_the_first_record_that_is_not_done()
    {
        await using var account = await OpenAsync();
        var batch = new KinesisBatch().Add(Lines([View(1)])).Add(Lines([Purchase("1")])).Add(Lines([Purchase("2")]));
        var broken = new Dictionary<string, string>(account.Variables) { ["CLICKSTREAM_CLAIM_TABLE"] = "no-such-table" };
        await using (var function = await FunctionHost.StartAsync(broken))
        {
            Assert.Equal([batch.Sequences[0]], (await function.InvokeAsync(batch.From())).Failures);
            Assert.Equal([batch.Sequences[1]], (await function.InvokeAsync(batch.From(1))).Failures);
            Assert.Contains("no-such-table", function.Log, StringComparison.Ordinal);
            Assert.Empty(account.Alerts.Messages);
        }

        await using var repaired = await FunctionHost.StartAsync(account.Variables);
        Assert.Empty((await repaired.InvokeAsync(batch.From())).Failures);
        Assert.Equal(["1", "2"], account.Alerts.Messages.Select(message => message.Order).Order());
    }

    [Fact]
    public async Task A_topic_that_is_gone_holds_no_shard_up_and_its_alerts_become_dead_letters()
    {
        await using var account = await OpenAsync();
        var gone = new Dictionary<string, string>(account.Variables) { ["CLICKSTREAM_TOPIC"] = account.Alerts.Topic + "-gone" };
        await using var function = await FunctionHost.StartAsync(gone);

        Assert.Empty((await function.InvokeAsync(new KinesisBatch().AddAggregate(Purchase("1"), Purchase("2")).From())).Failures);

        var dead = await account.Lake.GetAsync(Assert.Single(await account.Lake.ListAsync("alerts/dead-letter/sns/")));
        Assert.Equal(2, Encoding.UTF8.GetString(dead).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Equal(2, (await account.Lake.ListAsync("alerts/purchases/")).Count);
        Assert.Contains("alerts became dead letters in alerts/dead-letter/sns/", function.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_webhook_gets_signed_alerts_from_a_function_too_and_what_it_refuses_becomes_dead_letters()
    {
        const string secret = "of the tests of functions";
        var answers = new Queue<int>([503, 200, 400]); // Tried again, taken; refused for good.
        var taken = new List<string>();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        await using var receiver = builder.Build();
        receiver.MapPost("/hook", async (HttpContext context) =>
        {
            var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            var headers = context.Request.Headers;
            var isSigned = WebhookSignature.IsValid(
                secret, long.Parse(headers[WebhookSignature.TimestampHeader]!, CultureInfo.InvariantCulture), body.ToArray(), headers[WebhookSignature.SignatureHeader]!);
            context.Response.StatusCode = isSigned ? answers.Dequeue() : StatusCodes.Status401Unauthorized;
            if (context.Response.StatusCode == StatusCodes.Status200OK)
                taken.AddRange(JsonDocument.Parse(body.ToArray()).RootElement.GetProperty("alerts").EnumerateArray().Select(alert => alert.GetProperty("order").GetString()!));
        });
        await receiver.StartAsync();
        await using var account = await OpenAsync();
        account.Variables["CLICKSTREAM_WEBHOOK"] = $"{receiver.Urls.Single()}/hook";
        account.Variables["CLICKSTREAM_WEBHOOK_SECRET"] = "short";
        await using (var function = await FunctionHost.StartAsync(account.Variables))
            Assert.Contains("webhook: The webhook's secret is shorter than 16", (await function.InitError).Message, StringComparison.Ordinal);

        account.Variables["CLICKSTREAM_WEBHOOK_SECRET"] = secret;
        await using var signing = await FunctionHost.StartAsync(account.Variables);
        Assert.Empty((await signing.InvokeAsync(new KinesisBatch().AddAggregate(Purchase("1"), Purchase("2")).From())).Failures);
        Assert.Equal(["1", "2"], taken);
        Assert.Empty((await signing.InvokeAsync(new KinesisBatch().AddAggregate(Purchase("3")).From())).Failures);
        Assert.Single(await account.Lake.ListAsync("alerts/dead-letter/webhook/"));
        Assert.Equal(["1", "2", "3"], account.Alerts.Messages.Select(message => message.Order).Order());
        Assert.DoesNotContain(secret, signing.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Killed_at_random_moments_it_loses_no_alert_and_a_repeat_has_the_same_id()
    {
        const int records = 40;
        var random = new Random(Seed.OfRun(output));
        await using var account = await OpenAsync();
        await using var function = await FunctionHost.StartAsync(account.Variables);
        var batch = new KinesisBatch();
        for (var i = 0; i < records; i++)
        {
            batch.AddAggregate([.. Enumerable.Range(i * 5, 5).Select(order => Purchase($"{order}"))]);
        }

        // The event source mapping gives the same records again until they are answered.
        for (var kills = 0; kills < 4; kills++)
        {
            var answer = function.Begin(batch.From());
            await Task.WhenAny(answer, Task.Delay(TimeSpan.FromMilliseconds(random.Next(20, 400)), TimeProvider.System));
            function.KillAndStart();
        }

        Assert.Empty((await function.InvokeAsync(batch.From())).Failures);

        Assert.Equal(records * 5, account.Alerts.Messages.Select(message => message.Order).Distinct().Count());
        Assert.Equal(records * 5, account.Alerts.Messages.Select(message => message.Id).Distinct().Count());
        Assert.Equal(records * 5, (await account.Lake.ListAsync("alerts/purchases/")).Count);
        output.WriteLine($"{account.Alerts.Messages.Count} messages for {records * 5} orders");
    }

    [Fact]
    public async Task Random_batches_alert_every_order_once_whatever_is_given_again()
    {
        var random = new Random(Seed.OfRun(output));
        await using var account = await OpenAsync();
        await using var function = await FunctionHost.StartAsync(account.Variables);
        var orders = new HashSet<string>();
        for (var round = 0; round < 12; round++)
        {
            var batch = new KinesisBatch();
            for (var i = random.Next(1, 20); i > 0; i--)
            {
                string[] lines = [.. Enumerable.Range(0, random.Next(1, 8)).Select(_ => random.Next(3) == 0 ? Purchase(Some()) : View(random.Next(100)))];
                _ = random.Next(4) switch
                {
                    0 => batch.Add(Lines(lines)),
                    1 => batch.AddCompressed(lines),
                    2 => batch.Add(Encoding.UTF8.GetBytes($"[{string.Join(',', lines)}]")),
                    _ => batch.AddAggregate(lines),
                };
            }

            Assert.Empty((await function.InvokeAsync(batch.From())).Failures);
            Assert.Empty((await function.InvokeAsync(batch.From(random.Next(batch.Sequences.Count)))).Failures);
        }

        Assert.Equal(orders.Order(), account.Alerts.Messages.Select(message => message.Order).Order());

        string Some()
        {
            var order = $"{random.Next(200)}";
            orders.Add(order);
            return order;
        }
    }
}
