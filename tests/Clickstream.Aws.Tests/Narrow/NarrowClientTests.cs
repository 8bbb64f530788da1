using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Amazon.Runtime;
using Clickstream.Aws.Configuration;
using Clickstream.Aws.Narrow;
using Clickstream.Aws.Tests.Transport;
using Clickstream.Contracts;

namespace Clickstream.Aws.Tests.Narrow;

public class NarrowClientTests
{
    private static readonly JsonSerializerOptions Options = new() { TypeInfoResolver = new DefaultJsonTypeInfoResolver() };

    [Fact]
    public async Task A_call_is_signed_and_names_its_operation()
    {
        await using var server = Script.Of((200, """{"answer":"yes"}"""));
        Assert.Equal("yes", (await CallAsync(server))["answer"]);
        var call = Assert.Single(server.Requests);
        Assert.Equal("AWSGlue.GetTable", call.Headers["x-amz-target"]);
        Assert.Equal("application/x-amz-json-1.1", call.Headers["content-type"]);
        Assert.Contains("/us-east-1/glue/aws4_request", call.Headers["authorization"], StringComparison.Ordinal);
        Assert.Equal("""{"question":"?"}""", Script.BodiesOf(server)[0]);
    }

    [Theory]
    [InlineData(400, """{"__type":"ThrottlingException","message":"slower"}""")]
    [InlineData(503, "no JSON at all")]
    [InlineData(0, "")]
    public async Task Throttling_and_failures_of_the_service_are_tried_again(int status, string body)
    {
        await using var server = Script.Of((status, body), (200, """{"answer":"yes"}"""));
        Assert.Equal("yes", (await CallAsync(server))["answer"]);
        Assert.Equal(2, server.Requests.Count);
    }

    [Theory]
    [InlineData("""{"__type":"com.amazonaws.glue#EntityNotFoundException","Message":"gone"}""", "EntityNotFoundException", "gone")]
    [InlineData("<ErrorResponse><Error><Type>Sender</Type><Code>NotFound</Code><Message>no topic</Message></Error></ErrorResponse>", "NotFound", "no topic")]
    [InlineData("<html>proxy", "BadRequest", "HTTP 400: <html>proxy")]
    public async Task A_refusal_keeps_its_code_and_is_not_repeated(string body, string code, string message)
    {
        await using var server = Script.Of((400, body));
        var refusal = await Assert.ThrowsAsync<AmazonServiceException>(() => CallAsync(server));
        Assert.Equal((code, message, 400), (refusal.ErrorCode, refusal.Message, (int)refusal.StatusCode));
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task An_answer_that_is_no_answer_says_so()
    {
        await using var server = Script.Of((200, "<html>"));
        var failure = await Assert.ThrowsAsync<InvalidDataException>(() => CallAsync(server));
        Assert.Contains("GetTable", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("eu-central-1", "https://glue.eu-central-1.amazonaws.com/")]
    [InlineData("cn-north-1", "https://glue.cn-north-1.amazonaws.com.cn/")]
    public void The_endpoint_is_that_of_the_region_and_its_partition(string region, string expected)
    {
        var environment = Script.EnvironmentAt(new Uri("http://127.0.0.1")) with { Region = region, Endpoints = new Dictionary<AwsService, Uri>() };
        Assert.Equal(expected, new NarrowConfig(environment, NarrowService.Glue).ServiceURL);
    }

    private static async Task<Dictionary<string, string>> CallAsync(ScriptedServer server)
    {
        using var client = new NarrowClient(Script.EnvironmentAt(server.Address), NarrowService.Glue);
        var type = (JsonTypeInfo<Dictionary<string, string>>)Options.GetTypeInfo(typeof(Dictionary<string, string>));
        return await client.CallAsync("GetTable", new Dictionary<string, string> { ["question"] = "?" }, type, type, Deadline.Token);
    }
}
