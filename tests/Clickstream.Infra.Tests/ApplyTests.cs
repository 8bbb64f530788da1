using Clickstream.Aws.Configuration;
using Clickstream.Infra.Tests.Terraform;
using Xunit.Abstractions;

namespace Clickstream.Infra.Tests;

/// <summary>A real apply of both sizes to moto.</summary>
public sealed class ApplyTests(ITestOutputHelper output)
{
    [TerraformFact]
    public async Task A_second_plan_of_either_size_has_no_differences()
    {
        var stacks = await AppliedStack.AllAsync();
        foreach (var stack in stacks)
            output.WriteLine($"{stack.Resources.Count} resources, {stack.Times}");
        await Task.WhenAll(stacks.Select(stack => stack.PlannedAgain));
    }

    [TerraformFact]
    public async Task The_program_reads_the_outputs_as_its_configuration()
    {
        foreach (var stack in await AppliedStack.AllAsync())
        {
            var settings = AwsSettingsReader.Read(System.Text.Encoding.UTF8.GetBytes(await stack.OutputAsync()), _ => null);
            Assert.Equal(stack.At("module.stream.aws_kinesis_stream.this").Text("name"), settings.Stream);
            Assert.Equal(stack.At("module.stream.aws_dynamodb_table.leases").Text("name"), settings.LeaseTable);
            Assert.Equal(stack.At("module.stream.aws_dynamodb_table.claims").Text("name"), settings.ClaimTable);
            Assert.Equal(stack.At("module.alerts.aws_sns_topic.purchases").Text("arn"), settings.Topic);
            Assert.Equal(stack.At("module.catalog.aws_athena_workgroup.this").Text("name"), settings.Workgroup);
            Assert.Equal(stack.Of("aws_kinesis_firehose_delivery_stream").SingleOrDefault()?.Text("name"), settings.Firehose);
            Assert.Equal(stack.Of("aws_kinesis_stream_consumer").SingleOrDefault()?.Text("name"), settings.Consumer);
            var buckets = stack.Of("aws_s3_bucket").ToDictionary(bucket => bucket.Key, bucket => bucket.Text("bucket"));
            Assert.Equal(buckets["audit"], settings.Bucket);
            Assert.All(settings.Buckets, layer => Assert.Equal(buckets[layer.Key == "state" ? "landing" : layer.Key], layer.Value));
        }
    }
}
