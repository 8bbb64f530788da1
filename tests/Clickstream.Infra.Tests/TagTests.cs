using System.Text.Json;
using Clickstream.Infra.Tests.Terraform;

namespace Clickstream.Infra.Tests;

/// <summary>What belongs to the deployment can be told from its tags, and what it logs is not kept for ever.</summary>
public sealed class TagTests
{
    [TerraformFact]
    public async Task Every_resource_that_can_have_tags_has_those_of_the_deployment()
    {
        foreach (var stack in await AppliedStack.AllAsync())
        {
            var tagged = stack.Resources.Where(resource => resource.Values.TryGetProperty("tags_all", out var tags) && tags.ValueKind == JsonValueKind.Object).ToList();
            Assert.True(tagged.Count > 20);
            // moto gives no tags of a stream back; the provider sets them from the same default_tags as all others.
            Assert.All(tagged.Where(resource => resource.Type != "aws_kinesis_stream"), resource => Assert.Subset(
                resource.Values.GetProperty("tags_all").EnumerateObject().Select(tag => tag.Name).ToHashSet(), new HashSet<string> { "Application", "Environment", "ManagedBy" }));
        }
    }

    [TerraformFact]
    public async Task Every_log_group_has_a_retention()
    {
        foreach (var stack in await AppliedStack.AllAsync())
            Assert.All(stack.Of("aws_cloudwatch_log_group"), group => Assert.True(group.Values.GetProperty("retention_in_days").GetInt32() is > 0 and <= 365, group.Address));
    }
}
