using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Clickstream.Contracts;
using Clickstream.Local.Folder;
using Clickstream.Local.KinesisApi;
using Microsoft.Extensions.Time.Testing;

namespace Clickstream.Local.Tests.KinesisApi;

/// <summary>A server on a folder of its own, with a clock of its own, and calls of it in JSON.</summary>
internal sealed class ApiUnderTest : IAsyncDisposable
{
    public const string OwnStream = "clickstream";
    public const string First = "shardId-000000000000";

    private readonly TestFolder _folder = new();
    private readonly HttpClient _client = new();
    private KinesisApiOptions? _options;

    private ApiUnderTest()
    {
    }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 3, 1, 9, 0, 0, TimeSpan.Zero));

    public LocalDataFolder Folder { get; private set; } = null!;

    public KinesisApiServer Server { get; private set; } = null!;

    public static async Task<ApiUnderTest> StartAsync(
        int shards = 2, Func<KinesisApiOptions, KinesisApiOptions>? with = null, TimeProvider? time = null)
    {
        var api = new ApiUnderTest();
        api.Folder = api._folder.Open();
        var options = new KinesisApiOptions { Folder = api.Folder, Shards = shards };
        api._options = with?.Invoke(options) ?? options;
        api.Server = await KinesisApiServer.StartAsync(api._options, time ?? api.Time, null, Deadline.Token);
        return api;
    }

    public async Task RestartAsync(Action? betweenStarts = null)
    {
        await Server.DisposeAsync();
        betweenStarts?.Invoke();
        Server = await KinesisApiServer.StartAsync(_options!, Time, null, Deadline.Token);
    }

    /// <summary>Sends a call as it is.</summary>
    public async Task<HttpResponseMessage> SendAsync(
        string operation, byte[] body, string contentType = "application/x-amz-json-1.1", bool isSigned = true, Version? version = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Server.Address) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(contentType);
        request.Headers.Add("X-Amz-Target", $"Kinesis_20131202.{operation}");
        request.Version = version ?? HttpVersion.Version11;
        request.VersionPolicy = HttpVersionPolicy.RequestVersionExact;
        if (isSigned)
        {
            request.Headers.TryAddWithoutValidation("Authorization", "AWS4-HMAC-SHA256 Credential=x/20260301/us-east-1/kinesis/aws4_request");
        }

        return await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Deadline.Token);
    }

    /// <summary>A call that is expected to be answered.</summary>
    public async Task<JsonObject> CallAsync(string operation, JsonObject input)
    {
        using var response = await SendAsync(operation, Bytes(input));
        var body = await response.Content.ReadAsStringAsync(Deadline.Token);
        Assert.True(response.IsSuccessStatusCode, body);
        return body.Length == 0 ? [] : JsonNode.Parse(body)!.AsObject();
    }

    /// <summary>A call that is expected to be refused.</summary>
    /// <returns>The name of the error.</returns>
    public async Task<string> FaultAsync(string operation, JsonObject input)
    {
        using var response = await SendAsync(operation, Bytes(input));
        var body = JsonNode.Parse(await response.Content.ReadAsStringAsync(Deadline.Token))!.AsObject();
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.True(Guid.TryParse(response.Headers.GetValues("x-amzn-RequestId").Single(), out _));
        Assert.Equal(Text(body["__type"]), response.Headers.GetValues("x-amzn-ErrorType").Single());
        Assert.NotEmpty(Text(body["message"]));
        return Text(body["__type"]);
    }

    /// <summary>Puts records.</summary>
    /// <returns>The members of the answer's records.</returns>
    public async Task<JsonArray> PutAsync(int count, int bytes = 10, string stream = OwnStream, string? hashKey = null)
    {
        var data = Convert.ToBase64String(new byte[bytes]);
        var records = Enumerable.Range(0, count)
            .Select(i => new JsonObject { ["Data"] = data, ["PartitionKey"] = $"k{i}", ["ExplicitHashKey"] = hashKey });
        var answer = await CallAsync("PutRecords", new JsonObject { ["StreamName"] = stream, ["Records"] = new JsonArray([.. records]) });
        return answer["Records"]!.AsArray();
    }

    public async Task<string> IteratorAsync(string type = "TRIM_HORIZON", string shard = First, string stream = OwnStream, string? sequence = null) =>
        Text((await CallAsync("GetShardIterator", new JsonObject
        {
            ["StreamName"] = stream,
            ["ShardId"] = shard,
            ["ShardIteratorType"] = type,
            ["StartingSequenceNumber"] = sequence,
        }))["ShardIterator"]);

    public Task<JsonObject> GetAsync(string iterator, int? limit = null) =>
        CallAsync("GetRecords", new JsonObject { ["ShardIterator"] = iterator, ["Limit"] = limit });

    public static string Text(JsonNode? node) => node!.GetValue<string>();

    public static byte[] Bytes(JsonObject input) => System.Text.Encoding.UTF8.GetBytes(input.ToJsonString());

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await Server.DisposeAsync();
        _folder.Dispose();
    }
}
