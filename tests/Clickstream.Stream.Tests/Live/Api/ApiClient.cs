using System.Net;
using System.Text.Json;

namespace Clickstream.Stream.Tests.Live.Api;

/// <summary>Asks the API, and compares every answer with the contract that the server itself serves.</summary>
internal static class ApiClient
{
    public static Task<JsonElement> AskAsync(LiveHost host, string path) => AskAsync(host, path, HttpStatusCode.OK);

    public static async Task<JsonElement> AskAsync(LiveHost host, string path, HttpStatusCode expected)
    {
        using var answer = await host.Client.GetAsync(new Uri(path, UriKind.Relative));
        return await ReadAsync(host, "get", path, answer, expected);
    }

    public static async Task<JsonElement> ReadAsync(LiveHost host, string method, string path, HttpResponseMessage answer, HttpStatusCode expected)
    {
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(expected == answer.StatusCode, $"{path}: {answer.StatusCode} {text}");
        var contract = await ContractAsync(host);
        var operation = contract.GetProperty("paths").GetProperty(path.Split('?')[0]).GetProperty(method);
        var content = operation.GetProperty("responses").GetProperty($"{(int)expected}").GetProperty("content");
        Assert.True(content.TryGetProperty(answer.Content.Headers.ContentType!.MediaType!, out var form), $"{path} answers with {answer.Content.Headers.ContentType}");
        var value = JsonDocument.Parse(text).RootElement;
        Assert.Empty(SchemaCheck.Of(contract, form.GetProperty("schema"), value));
        return value;
    }

    public static async Task<JsonElement> ContractAsync(LiveHost host) =>
        JsonDocument.Parse(await host.Client.GetStringAsync(new Uri("/openapi.json", UriKind.Relative))).RootElement;

    public static long[] Numbers(this JsonElement array) => [.. array.EnumerateArray().Select(number => number.GetInt64())];
}
