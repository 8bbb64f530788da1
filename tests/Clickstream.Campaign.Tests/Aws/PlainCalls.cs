using System.Net.Http.Headers;
using System.Text.Json;
using System.Xml.Linq;

namespace Clickstream.Campaign.Tests.Aws;

/// <summary>Calls to AWS by plain HTTP, so that what is tested does not test itself.</summary>
internal static class PlainCalls
{
    private static readonly HttpClient Client = new();

    /// <summary>A signature that is none; emulators look at the rest.</summary>
    public static string Signature(string service) =>
        $"AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/{service}/aws4_request, SignedHeaders=host, Signature=0";

    /// <summary>Calls Kinesis.</summary>
    public static Task<JsonElement> KinesisAsync(Uri endpoint, string operation, object request) =>
        JsonAsync(endpoint, "kinesis", $"Kinesis_20131202.{operation}", request);

    /// <summary>Calls a service that speaks JSON.</summary>
    public static async Task<JsonElement> JsonAsync(Uri endpoint, string service, string target, object request)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, endpoint)
        {
            Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(request)),
        };
        message.Content.Headers.ContentType = new MediaTypeHeaderValue(service == "dynamodb" ? "application/x-amz-json-1.0" : "application/x-amz-json-1.1");
        message.Headers.Add("X-Amz-Target", target);
        message.Headers.TryAddWithoutValidation("Authorization", Signature(service));
        message.Headers.TryAddWithoutValidation("X-Amz-Date", "20260101T000000Z");
        using var answer = await Client.SendAsync(message);
        var body = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{target}: {body}");
        return body.Length == 0 ? default : JsonDocument.Parse(body).RootElement.Clone();
    }

    /// <summary>Calls SNS or SQS by the Query protocol.</summary>
    public static async Task<XElement> QueryAsync(Uri endpoint, string service, string action, params (string Name, string Value)[] parameters)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, endpoint)
        {
            Content = new FormUrlEncodedContent(parameters.Prepend(("Action", action)).Select(parameter => KeyValuePair.Create(parameter.Item1, parameter.Item2))),
        };
        message.Headers.TryAddWithoutValidation("Authorization", Signature(service));
        using var answer = await Client.SendAsync(message);
        var body = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{action}: {body}");
        return XDocument.Parse(body).Root!;
    }

    /// <summary>The text of the first element of a name, whatever its namespace.</summary>
    public static string Text(this XElement answer, string name) => answer.Descendants().First(element => element.Name.LocalName == name).Value;
}
