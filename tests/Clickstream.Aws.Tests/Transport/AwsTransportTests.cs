using System.Net;
using System.Net.Sockets;
using Amazon.Runtime;
using Clickstream.Aws.Transport;
using static Clickstream.Aws.Tests.Transport.ScriptedAnswer;

namespace Clickstream.Aws.Tests.Transport;

public class AwsTransportTests
{
    [Fact]
    public async Task A_request_is_signed_and_the_answer_is_read_whole()
    {
        var large = new string('x', 300_000);
        await using var server = ScriptedServer.Of(Ok($"\"{large}\""));
        using var transport = TransportUnderTest.Of(server.Address);
        Assert.Equal($"\"{large}\"", await transport.CallAsync("""{"a":1}"""));
        var request = Assert.Single(server.Requests);
        Assert.Equal("""{"a":1}""", System.Text.Encoding.UTF8.GetString(request.Body));
        Assert.StartsWith("AWS4-HMAC-SHA256 Credential=id/", request.Headers["authorization"], StringComparison.Ordinal);
        Assert.Contains("SignedHeaders=content-type;host;x-amz-date;x-amz-target", request.Headers["authorization"], StringComparison.Ordinal);
    }

    public static TheoryData<string> Faults => ["500", "503", "throttled", "too many", "dropped", "cut", "not a page of ours"];

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task What_passes_is_tried_again(string fault)
    {
        var bad = fault switch
        {
            "500" => Error(500, "InternalFailure"),
            "503" => new ScriptedAnswer(503, []),
            "throttled" => Error(400, "ProvisionedThroughputExceededException"),
            "too many" => new ScriptedAnswer(429, []),
            "dropped" => Ok() with { DropAfter = 0 },
            "cut" => Ok("{\"long\": \"answer\"}") with { DropAfter = 5 },
            _ => new ScriptedAnswer(502, "<html>Bad gateway"u8.ToArray()) { ContentType = "text/html" },
        };
        await using var server = ScriptedServer.Of(bad, bad, Ok("\"done\""));
        using var transport = TransportUnderTest.Of(server.Address);
        Assert.Equal("\"done\"", await transport.CallAsync());
        Assert.Equal(3, server.Requests.Count);
    }

    [Fact]
    public async Task An_attempt_that_gets_no_answer_ends_and_is_made_again()
    {
        await using var server = ScriptedServer.Of(Ok() with { IsSilent = true }, Ok("\"done\""));
        using var transport = TransportUnderTest.Of(server.Address, TransportUnderTest.Fast with { AttemptTimeout = TimeSpan.FromMilliseconds(300) });
        Assert.Equal("\"done\"", await transport.CallAsync());
    }

    [Fact]
    public async Task A_call_gives_up_after_its_last_attempt_and_says_why()
    {
        await using var server = ScriptedServer.Of(Error(500, "InternalFailure"));
        using var transport = TransportUnderTest.Of(server.Address, TransportUnderTest.Fast with { MaxAttempts = 4 });
        var fault = await Assert.ThrowsAsync<AwsServiceException>(() => transport.CallAsync());
        Assert.True(fault.IsTransient);
        Assert.False(fault.IsThrottling);
        Assert.Equal("InternalFailure", fault.Code);
        Assert.Equal(4, server.Requests.Count);
    }

    [Theory]
    [InlineData(400, "AccessDeniedException", "Grant the action kinesis:PutRecords on stream clicks")]
    [InlineData(400, "ResourceNotFoundException", "stream clicks exists in eu-central-1")]
    [InlineData(400, "UnrecognizedClientException", "AWS_ACCESS_KEY_ID")]
    [InlineData(400, "KMSDisabledException", "Enable the key")]
    [InlineData(403, "InvalidSignatureException", "Check the secret key")]
    [InlineData(400, "LimitExceededException", "quota")]
    [InlineData(400, "ValidationException", "said the server")]
    public async Task What_does_not_pass_is_not_tried_again_and_comes_with_a_remedy(int status, string code, string remedy)
    {
        await using var server = ScriptedServer.Of(
            Error(status, code) with { Headers = new Dictionary<string, string> { ["x-amzn-RequestId"] = "r-17" } });
        using var transport = TransportUnderTest.Of(server.Address);
        var fault = await Assert.ThrowsAsync<AwsServiceException>(() => transport.CallAsync());
        Assert.Equal((code, status, "r-17", false), (fault.Code, fault.Status, fault.RequestId, fault.IsTransient));
        Assert.Contains(remedy, fault.Message, StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task An_expired_token_is_renewed_once_and_the_call_made_again()
    {
        await using var server = new ScriptedServer(request =>
            request.Headers["x-amz-security-token"] == "token 1" ? Error(400, "ExpiredTokenException") : Ok("\"done\""));
        using var credentials = new CountingCredentials();
        using var transport = TransportUnderTest.Of(server.Address, credentials: credentials);
        Assert.Equal("\"done\"", await transport.CallAsync());
        Assert.Equal("\"done\"", await transport.CallAsync());
        Assert.Equal(2, credentials.Made);
    }

    [Fact]
    public async Task A_token_that_stays_expired_is_said_and_not_tried_for_ever()
    {
        await using var server = ScriptedServer.Of(Error(400, "ExpiredTokenException"));
        using var transport = TransportUnderTest.Of(server.Address, credentials: new SessionAWSCredentials("id", "secret", "token"));
        var fault = await Assert.ThrowsAsync<AwsServiceException>(() => transport.CallAsync());
        Assert.Contains("Sign in again", fault.Message, StringComparison.Ordinal);
        Assert.Equal(2, server.Requests.Count);
    }

    [Theory]
    [InlineData("RequestTimeTooSkewed", 10)]
    [InlineData("InvalidSignatureException", -10)]
    [InlineData("RequestExpired", 600)]
    public async Task A_wrong_clock_is_corrected_from_the_answer_and_stays_so(string code, int minutes)
    {
        var now = TimeProvider.System.GetUtcNow().AddMinutes(minutes);
        await using var server = new ScriptedServer(request =>
        {
            var signed = DateTimeOffset.ParseExact(
                request.Headers["x-amz-date"], "yyyyMMdd'T'HHmmss'Z'", null, System.Globalization.DateTimeStyles.AssumeUniversal);
            return (signed - now).Duration() < TimeSpan.FromMinutes(5)
                ? Ok("\"done\"")
                : Error(403, code) with { Headers = new Dictionary<string, string> { ["Date"] = now.ToString("r") } };
        });
        using var transport = TransportUnderTest.Of(server.Address);
        await transport.CallAsync();
        await transport.CallAsync();
        Assert.Equal(3, server.Requests.Count);
    }

    [Fact]
    public async Task Nobody_there_is_told_after_a_few_attempts_with_the_endpoint_and_the_region()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        using var transport = TransportUnderTest.Of(new Uri($"http://127.0.0.1:{port}"));
        var fault = await Assert.ThrowsAsync<AwsServiceException>(() => transport.CallAsync());
        Assert.Equal((AwsFailure.Unreachable, 0, true), (fault.Code, fault.Status, fault.IsTransient));
        Assert.Contains($"127.0.0.1:{port}", fault.Message, StringComparison.Ordinal);
        Assert.Contains("eu-central-1", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_credentials_are_told_with_what_to_set()
    {
        using var transport = TransportUnderTest.Of(new Uri("http://127.0.0.1:9"), credentials: new NoCredentials());
        var fault = await Assert.ThrowsAsync<AwsServiceException>(() => transport.CallAsync());
        Assert.Equal(AwsFailure.NoCredentials, fault.Code);
        Assert.Contains("AWS_PROFILE", fault.Message, StringComparison.Ordinal);
    }

    private sealed class CountingCredentials : RefreshingAWSCredentials
    {
        public int Made { get; private set; }

        protected override Task<CredentialsRefreshState> GenerateNewCredentialsAsync() => Task.FromResult(GenerateNewCredentials());

        protected override CredentialsRefreshState GenerateNewCredentials() =>
            new(new ImmutableCredentials("id", "secret", $"token {++Made}"), DateTime.MaxValue);
    }

    private sealed class NoCredentials : AWSCredentials
    {
        public override ImmutableCredentials GetCredentials() => throw new AmazonClientException("Nothing in the chain.");
    }
}
