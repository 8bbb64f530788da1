using System.Text.Json;
using Clickstream.Aws.Configuration;
using Clickstream.Infra.Tests.Terraform;

namespace Clickstream.Infra.Tests;

/// <summary>What runs, as it was applied.</summary>
public sealed class ComputeTests
{
    [TerraformFact]
    public async Task Tasks_and_functions_get_the_configuration_that_the_outputs_have()
    {
        foreach (var stack in await AppliedStack.AllAsync())
        {
            var wanted = AwsSettingsReader.Read(System.Text.Encoding.UTF8.GetBytes(await stack.OutputAsync()), _ => null) with { EmbeddedMetrics = true };
            var environments = Containers(stack)
                .Select(container => container.GetProperty("environment").EnumerateArray().ToDictionary(pair => pair.GetProperty("name").GetString()!, pair => pair.GetProperty("value").GetString()))
                .Concat(stack.Of("aws_lambda_function").Select(function =>
                    function.Values.GetProperty("environment")[0].GetProperty("variables").EnumerateObject().ToDictionary(pair => pair.Name, pair => pair.Value.GetString())));
            Assert.Equal(5, environments.Count());
            Assert.All(environments, environment =>
            {
                var settings = AwsSettingsReader.Read([], environment.GetValueOrDefault);
                Assert.Equal(wanted.Buckets.OrderBy(layer => layer.Key), settings.Buckets.OrderBy(layer => layer.Key));
                Assert.Equal(
                    wanted with { Buckets = settings.Buckets, Endpoints = settings.Endpoints }, settings);
            });
        }
    }

    [TerraformFact]
    public async Task Containers_cannot_write_their_root_have_no_capabilities_and_end_after_the_drain()
    {
        foreach (var stack in await AppliedStack.AllAsync())
        {
            Assert.All(Containers(stack), container =>
            {
                Assert.True(container.GetProperty("readonlyRootFilesystem").GetBoolean());
                Assert.Equal("/scratch", Assert.Single(container.GetProperty("mountPoints").EnumerateArray()).GetProperty("containerPath").GetString());
                Assert.Equal("ALL", container.GetProperty("linuxParameters").GetProperty("capabilities").GetProperty("drop")[0].GetString());
                Assert.Equal(120, container.GetProperty("stopTimeout").GetInt32());
            });
            Assert.All(stack.Of("aws_ecr_repository"), repository => Assert.Equal("IMMUTABLE", repository.Text("image_tag_mutability")));
        }
    }

    [TerraformFact]
    public async Task The_worker_always_runs_in_one_size_and_on_a_schedule_in_the_other()
    {
        var (serverless, worker) = (await AppliedStack.ServerlessAsync(), await AppliedStack.WorkerAsync());
        Assert.Empty(serverless.Of("aws_ecs_service"));
        Assert.Equal(["compact", "reconcile", "worker"], serverless.Of("aws_scheduler_schedule").Select(schedule => schedule.Key).Order());
        Assert.Single(worker.Of("aws_ecs_service"));
        Assert.Equal(["compact", "reconcile"], worker.Of("aws_scheduler_schedule").Select(schedule => schedule.Key).Order());
        Assert.Contains("--until-idle", Containers(serverless).Single(container => container.GetProperty("name").GetString() == "worker").GetProperty("command").ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("--until-idle", Containers(worker).Single(container => container.GetProperty("name").GetString() == "worker").GetProperty("command").ToString(), StringComparison.Ordinal);
    }

    [TerraformFact]
    public async Task A_record_that_a_function_cannot_work_on_does_not_stop_its_shard()
    {
        foreach (var stack in await AppliedStack.AllAsync())
        {
            var queue = stack.At("module.alerts.aws_sqs_queue.dead_letters").Text("arn");
            var mapping = stack.Of("aws_lambda_event_source_mapping").Single();
            Assert.True(mapping.Values.GetProperty("bisect_batch_on_function_error").GetBoolean());
            Assert.Equal("ReportBatchItemFailures", mapping.Values.GetProperty("function_response_types")[0].GetString());
            Assert.Equal(10, mapping.Values.GetProperty("maximum_retry_attempts").GetInt32());
            Assert.Equal(queue, mapping.Values.GetProperty("destination_config")[0].GetProperty("on_failure")[0].GetProperty("destination_arn").GetString());

            var pattern = stack.At("module.compute.aws_cloudwatch_event_rule.raw[0]").Json("event_pattern").GetProperty("detail");
            Assert.Equal(stack.Of("aws_s3_bucket").Single(bucket => bucket.Key == "raw").Text("bucket"), pattern.GetProperty("bucket").GetProperty("name")[0].GetString());
            Assert.Equal(queue, stack.At("module.compute.aws_cloudwatch_event_target.raw[0]").Values.GetProperty("dead_letter_config")[0].GetProperty("arn").GetString());
            Assert.Equal(queue, stack.Of("aws_lambda_function_event_invoke_config").Single().Values.GetProperty("destination_config")[0].GetProperty("on_failure")[0].GetProperty("destination").GetString());
        }
    }

    [TerraformFact]
    public async Task Both_architectures_are_applied()
    {
        foreach (var (stack, container, function) in new[] { (await AppliedStack.ServerlessAsync(), "ARM64", "arm64"), (await AppliedStack.WorkerAsync(), "X86_64", "x86_64") })
        {
            Assert.All(stack.Of("aws_ecs_task_definition"), task => Assert.Equal(container, task.Values.GetProperty("runtime_platform")[0].GetProperty("cpu_architecture").GetString()));
            Assert.All(stack.Of("aws_lambda_function"), one => Assert.Equal(function, one.Values.GetProperty("architectures")[0].GetString()));
        }
    }

    private static IReadOnlyList<JsonElement> Containers(AppliedStack stack) =>
        [.. stack.Of("aws_ecs_task_definition").Select(task => task.Json("container_definitions")[0])];
}
