using Clickstream.Infra.Tests.Roles;
using Clickstream.Infra.Tests.Terraform;

namespace Clickstream.Infra.Tests.Recording;

/// <summary>No call without a permission, and no permission without a call.</summary>
public sealed class CallTests
{
    // What a run in which nothing goes wrong does not call, each with the reason why it is needed all the same.
    private static readonly Dictionary<string, string> Unusual = new()
    {
        ["s3:AbortMultipartUpload"] = "an upload that is given up",
        ["s3:ListMultipartUploadParts"] = "an upload whose end is not known",
        ["dynamodb:GetItem"] = "a lease or claim whose condition did not hold",
        ["dynamodb:DeleteItem"] = "the lease of a shard that is gone",
        ["firehose:PutRecordBatch"] = "moto has no partitions by event time; the client is tested against it by itself",
        ["firehose:DescribeDeliveryStream"] = "as PutRecordBatch",
        ["kinesis:SubscribeToShard"] = "moto has no fan-out; tested against kinesis-local",
        ["kinesis:RegisterStreamConsumer"] = "as SubscribeToShard",
        ["kinesis:DescribeStreamSummary"] = "as SubscribeToShard",
        ["kinesis:DescribeStreamConsumer"] = "as SubscribeToShard",
        ["glue:CreateDatabase"] = "the database is there",
        ["glue:CreateTable"] = "the tables are there",
        ["glue:UpdateTable"] = "the tables have all columns",
        ["glue:BatchUpdatePartition"] = "a partition that somebody put elsewhere",
        ["glue:BatchDeletePartition"] = "an hour without a manifest",
        ["glue:GetPartitions"] = "a rebuild",
        ["erase glue:BatchCreatePartition"] = "an hour that the compactor has published and not yet told",
        ["athena:StopQueryExecution"] = "a query that is given up",
        ["athena:StartQueryExecution"] = "with --engine athena, which needs an engine behind the API; AwsUnloadTests runs it",
        ["athena:GetQueryExecution"] = "as StartQueryExecution",
        ["athena:GetQueryResults"] = "as StartQueryExecution",
    };

    // Called by services in the name of the caller, which no recorder sees.
    private static readonly string[] ByServices = ["kms:Decrypt", "kms:GenerateDataKey", "glue:GetDatabase", "glue:GetPartition", "s3:GetBucketLocation"];

    [TerraformFact]
    public async Task Every_call_of_a_component_is_allowed_to_its_role_on_that_resource()
    {
        var run = await RecordedRun.OnceAsync();
        var roles = StackRoles.Of(run.Stack);
        foreach (var (component, calls) in run.Calls.Where(pair => pair.Key != "doctor"))
        {
            Assert.NotEmpty(calls);
            Assert.All(calls.Where(call => call.Action != "sts:GetCallerIdentity"), call => Assert.True(
                roles[component].Any(statement => statement.Allows && statement.Actions.Contains(call.Action) && Takes(statement, call.Resource)),
                $"The role {component} lacks {call.Action} on {call.Resource}."));
        }
    }

    [TerraformFact]
    public async Task Every_permission_of_a_component_is_used_or_has_its_reason()
    {
        var run = await RecordedRun.OnceAsync();
        var roles = StackRoles.Of(run.Stack);
        var byDoctor = run.Calls["doctor"].Select(call => call.Action).ToHashSet();
        foreach (var (component, calls) in run.Calls.Where(pair => pair.Key is "producer" or "worker" or "compactor" or "query" or "erase"))
        {
            var called = calls.Select(call => call.Action).Concat(byDoctor).ToHashSet();
            var unused = StackRoles.Actions(roles[component]).Where(action => !called.Contains(action) && !Unusual.ContainsKey(action) && !Unusual.ContainsKey($"{component} {action}") && !ByServices.Contains(action));
            Assert.True(!unused.Any(), $"{component} never calls {string.Join(", ", unused)}.");
        }
    }

    // An iterator and a query belong to what the call before named, which was compared.
    private static bool Takes(PolicyStatement statement, string resource) =>
        resource.StartsWith("of a", StringComparison.Ordinal) || resource.Contains("/of a query", StringComparison.Ordinal)
        || statement.Resources.Any(pattern => Policy.Takes(pattern, resource));
}
