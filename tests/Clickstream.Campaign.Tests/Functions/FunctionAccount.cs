using System.Text;
using System.Text.Json;
using Clickstream.Campaign.Tests.Aws;

namespace Clickstream.Campaign.Tests.Functions;

/// <summary>An emulated account as a function meets it: the bucket and the table of claims are there, and a topic has a subscriber.</summary>
internal sealed class FunctionAccount : IAsyncDisposable
{
    private readonly HttpClient _s3;

    private FunctionAccount(EmulatedAccount account, AlertSubscriber alerts, Dictionary<string, string> variables)
    {
        (Account, Alerts, Variables) = (account, alerts, variables);
        _s3 = new HttpClient { BaseAddress = account.Moto };
        _s3.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", PlainCalls.Signature("s3"));
        Lake = new LakeCopy(account.Moto, account.Bucket);
    }

    public EmulatedAccount Account { get; }

    public AlertSubscriber Alerts { get; }

    public LakeCopy Lake { get; }

    /// <summary>The environment of the function.</summary>
    public Dictionary<string, string> Variables { get; }

    public string Bucket => Account.Bucket;

    /// <summary>The table of claims.</summary>
    public string ClaimTable => Variables["CLICKSTREAM_CLAIM_TABLE"];

    public static async Task<FunctionAccount> OpenAsync()
    {
        var account = await EmulatedAccount.OpenAsync();
        var alerts = await AlertSubscriber.SubscribeAsync(account.Moto, account.Bucket);
        var config = JsonDocument.Parse(await File.ReadAllTextAsync(account.Config)).RootElement;
        var dynamo = config.GetProperty("endpoints").GetProperty("dynamodb").GetString()!;
        var variables = new Dictionary<string, string>
        {
            ["AWS_ACCESS_KEY_ID"] = "test",
            ["AWS_SECRET_ACCESS_KEY"] = "test",
            ["AWS_SESSION_TOKEN"] = "test",
            ["AWS_REGION"] = "us-east-1",
            ["AWS_ENDPOINT_URL"] = account.Moto.ToString(),
            ["AWS_ENDPOINT_URL_DYNAMODB"] = dynamo,
            ["CLICKSTREAM_BUCKET"] = account.Bucket,
            ["CLICKSTREAM_CLAIM_TABLE"] = config.GetProperty("claim_table").GetString()!,
            ["CLICKSTREAM_TOPIC"] = alerts.Topic,
            ["CLICKSTREAM_ALERT_REPLAYS"] = "true", // The events of these tests are old.
        };
        var opened = new FunctionAccount(account, alerts, variables);
        await opened.PutAsync(string.Empty, []);
        await PlainCalls.JsonAsync(new Uri(dynamo), "dynamodb", "DynamoDB_20120810.CreateTable", new
        {
            TableName = opened.ClaimTable,
            KeySchema = new[] { new { AttributeName = "claimKey", KeyType = "HASH" } },
            AttributeDefinitions = new[] { new { AttributeName = "claimKey", AttributeType = "S" } },
            BillingMode = "PAY_PER_REQUEST",
        });
        return opened;
    }

    /// <summary>Puts an object into the bucket; with an empty key, makes the bucket.</summary>
    public async Task PutAsync(string key, byte[] content, string query = "")
    {
        var path = string.Join('/', key.Split('/').Select(Uri.EscapeDataString));
        using var body = new ByteArrayContent(content);
        using var answer = await _s3.PutAsync(new Uri($"{Bucket}/{path}{query}", UriKind.Relative), body);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>The event of an object, as EventBridge gives it.</summary>
    public string Created(string key) => JsonSerializer.Serialize(new Dictionary<string, object>
    {
        ["version"] = "0",
        ["id"] = Guid.NewGuid(),
        ["source"] = "aws.s3",
        ["detail-type"] = "Object Created",
        ["detail"] = new { version = "0", bucket = new { name = Bucket }, @object = new { key, size = 1, etag = "x", sequencer = "0" }, reason = "PutObject" },
    });

    /// <summary>An event line: a purchase of an order.</summary>
    public static string Purchase(string order, decimal price = 10m, string time = "2019-10-01T10:00:00Z", string? user = null) => JsonSerializer.Serialize(
        new { event_type = "purchase", event_time = time, order_id = order, user_id = user ?? $"u{order}", product_id = "p1", price, currency = "EUR", click_id = $"c{order}" });

    /// <summary>An event line that alerts nobody.</summary>
    public static string View(int number) => JsonSerializer.Serialize(
        new { event_type = "view", event_time = "2019-10-01T10:00:00Z", user_id = $"u{number}", product_id = "p1", click_id = $"v{number}" });

    /// <summary>Lines as bytes.</summary>
    public static byte[] Lines(IEnumerable<string> lines) => Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n")));

    public async ValueTask DisposeAsync()
    {
        Lake.Dispose();
        _s3.Dispose();
        await Alerts.DisposeAsync();
        await Account.DisposeAsync();
    }
}
