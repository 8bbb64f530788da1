using System.Text;
using Clickstream.Aws.Configuration;

namespace Clickstream.Aws.Tests.Configuration;

public class AwsSettingsTests
{
    private static readonly Func<string, string?> NoVariables = _ => null;

    [Fact]
    public void A_file_names_what_the_program_works_on()
    {
        var settings = Read("""
            {
              // Comments are allowed.
              "region": "eu-central-1", "bucket": "lake", "buckets": { "raw": "raw-lake" }, "stream": "clicks", "shards": 8, "create_missing": true,
              "endpoints": { "kinesis": "http://127.0.0.1:4567" }, "failover_seconds": 2.5, "query_results": "s3://lake/athena/",
            }
            """);
        Assert.Equal(("eu-central-1", "lake", "clicks", 8, true), (settings.Region, settings.Bucket, settings.Stream, settings.Shards, settings.CreateMissing));
        Assert.Equal("raw-lake", settings.Buckets["raw"]);
        Assert.Equal(new Uri("http://127.0.0.1:4567"), settings.Endpoints["kinesis"]);
        Assert.Equal(2.5, settings.FailoverSeconds);
    }

    [Fact]
    public void Environment_variables_win_over_the_file()
    {
        var variables = new Dictionary<string, string>
        {
            ["CLICKSTREAM_BUCKET"] = "12345",
            ["CLICKSTREAM_SHARDS"] = "2",
            ["CLICKSTREAM_CREATE_MISSING"] = "true",
            ["CLICKSTREAM_BUCKETS"] = """{"raw":"r"}""",
        };
        var settings = AwsSettingsReader.Read("""{"bucket":"lake"}"""u8, variables.GetValueOrDefault);
        Assert.Equal(("12345", 2, true, "r"), (settings.Bucket, settings.Shards, settings.CreateMissing, settings.Buckets["raw"]));
    }

    [Fact]
    public void What_terraform_prints_of_its_outputs_is_a_configuration()
    {
        var settings = Read("""
            {
              "buckets": { "sensitive": false, "type": ["map", "string"], "value": { "raw": "other" } },
              "clickstream_config": {
                "sensitive": false,
                "type": ["object", { "bucket": "string" }],
                "value": { "bucket": "lake", "buckets": { "raw": "raw-lake" }, "stream": "clicks", "topic": null }
              }
            }
            """);
        Assert.Equal(("lake", "raw-lake", "clicks", null), (settings.Bucket, settings.Buckets["raw"], settings.Stream, settings.Topic));
    }

    [Theory]
    [InlineData("""{"clickstream_config":"x"}""", "terraform output -json")]
    [InlineData("[]", "one JSON object")]
    [InlineData("{", "no JSON")]
    [InlineData("""{"bukket":"x"}""", "bukket")]
    [InlineData("""{"bucket":"x","shards":"many"}""", "shards")]
    public void A_file_that_cannot_be_used_says_why(string json, string part) =>
        Assert.Contains(part, Assert.Throws<AwsSettingsException>(() => Read(json)).Message, StringComparison.Ordinal);

    [Fact]
    public void Everything_that_is_wrong_is_said_at_once()
    {
        var message = Assert.Throws<AwsSettingsException>(() => Read("""{"prefix":"a","topic":"b","shards":0,"endpoints":{"sqs":"http://x"}}""")).Message;
        Assert.All(["bucket is missing", "prefix", "topic", "shards", "sqs"], part => Assert.Contains(part, message, StringComparison.Ordinal));
    }

    [Fact]
    public void Endpoints_come_from_the_settings_and_then_from_the_variables_of_the_aws_tools()
    {
        var variables = new Dictionary<string, string>
        {
            ["AWS_ENDPOINT_URL"] = "http://127.0.0.1:1",
            ["AWS_ENDPOINT_URL_KINESIS"] = "http://127.0.0.1:2",
            ["AWS_ENDPOINT_URL_S3"] = "http://127.0.0.1:3",
        };
        var settings = new AwsSettings { Region = "us-east-1", Endpoints = new Dictionary<string, Uri> { ["s3"] = new("http://127.0.0.1:4") } };
        var endpoints = AwsEnvironmentResolver.EndpointsOf(settings, variables.GetValueOrDefault);
        Assert.Equal([1, 2, 4], new[] { AwsService.Sns, AwsService.Kinesis, AwsService.S3 }.Select(service => endpoints[service].Port));
    }

    [Fact]
    public void An_endpoint_that_is_no_address_is_refused() =>
        Assert.Throws<AwsSettingsException>(() => AwsEnvironmentResolver.EndpointsOf(new AwsSettings(), name => name == "AWS_ENDPOINT_URL" ? "nowhere" : null));

    private static AwsSettings Read(string json) => AwsSettingsReader.Read(Encoding.UTF8.GetBytes(json), NoVariables);
}
