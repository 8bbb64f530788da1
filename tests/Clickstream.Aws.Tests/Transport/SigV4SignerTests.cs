using Amazon.Runtime;
using Amazon.Runtime.Internal.Auth;
using Clickstream.Aws.Transport;

namespace Clickstream.Aws.Tests.Transport;

public class SigV4SignerTests
{
    private const string EmptyHash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    private static readonly ImmutableCredentials Example = new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", null);

    /// <summary>From the published test suite of Signature Version 4: get-vanilla, post-vanilla, get-vanilla-query-order-key-case.</summary>
    [Theory]
    [InlineData("GET", "/", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31")]
    [InlineData("POST", "/", "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b")]
    [InlineData("GET", "/?Param2=value2&Param1=value1", "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500")]
    public void The_published_vectors_get_the_published_signatures(string method, string path, string signature)
    {
        var request = CanonicalRequest.Of(
            method,
            new Uri("https://example.amazonaws.com" + path),
            [("x-amz-date", "20150830T123600Z"), ("host", "example.amazonaws.com")],
            EmptyHash);
        Assert.Equal(
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, Signature=" + signature,
            new SigV4Signer("us-east-1", "service").Authorize(request, Example, "20150830T123600Z"));
    }

    /// <summary>From the IAM user guide: ListUsers.</summary>
    [Fact]
    public void The_example_of_the_user_guide_gets_its_signature()
    {
        var request = CanonicalRequest.Of(
            "GET",
            new Uri("https://iam.amazonaws.com/?Action=ListUsers&Version=2010-05-08"),
            [
                ("content-type", "application/x-www-form-urlencoded; charset=utf-8"), ("host", "iam.amazonaws.com"),
                ("x-amz-date", "20150830T123600Z"),
            ],
            EmptyHash);
        Assert.EndsWith(
            "SignedHeaders=content-type;host;x-amz-date, Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7",
            new SigV4Signer("us-east-1", "iam").Authorize(request, Example, "20150830T123600Z"),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Signatures_equal_those_of_the_AWS_SDK_for_many_days_regions_keys_and_bodies()
    {
        var random = new Random(17);
        for (var i = 0; i < 200; i++)
        {
            var region = new[] { "us-east-1", "eu-central-1", "cn-north-1" }[i % 3];
            var time = new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.Zero).AddSeconds(random.Next(100_000_000));
            var credentials = new ImmutableCredentials($"AKID{i}", $"secret/{random.Next()}+", i % 2 == 0 ? null : "token==");
            using var body = new PooledBuffer(16);
            body.Append(Enumerable.Range(0, random.Next(3000)).Select(_ => (byte)random.Next(256)).ToArray());

            var timestamp = SigV4Signer.FormatTime(time);
            var hash = RequestSigner.HashOf(body);
            Assert.Equal(Convert.ToHexStringLower(AWS4Signer.ComputeHash(body.Span.ToArray())), hash);
            var canonical = CanonicalRequest.Of(
                "POST",
                new Uri($"https://kinesis.{region}.amazonaws.com/"),
                [("host", "h"), ("x-amz-date", timestamp), ("x-amz-target", "Kinesis_20131202.PutRecords")],
                hash);
            var theirs = AWS4Signer.ComputeSignature(
                credentials, region, time.UtcDateTime, "kinesis", canonical.SignedHeaders, canonical.Text);
            Assert.Equal(theirs.ForAuthorizationHeader, new SigV4Signer(region, "kinesis").Authorize(canonical, credentials, timestamp));
        }
    }

    [Fact]
    public void A_signer_takes_new_keys_and_a_new_day()
    {
        var signer = new SigV4Signer("us-east-1", "kinesis");
        foreach (var (secret, timestamp) in new[] { ("a", "20240101T000000Z"), ("b", "20240101T000000Z"), ("b", "20240102T000000Z") })
        {
            var request = CanonicalRequest.Of("POST", new Uri("http://h/"), [("host", "h"), ("x-amz-date", timestamp)], EmptyHash);
            var credentials = new ImmutableCredentials("id", secret, null);
            Assert.Equal(
                new SigV4Signer("us-east-1", "kinesis").Authorize(request, credentials, timestamp),
                signer.Authorize(request, credentials, timestamp));
        }
    }
}
