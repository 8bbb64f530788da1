using System.Text.Json;
using Clickstream.Infra.Tests.Terraform;

namespace Clickstream.Infra.Tests;

/// <summary>Data at rest and on its way, as it was applied.</summary>
public sealed class StorageTests
{
    [TerraformFact]
    public async Task Every_bucket_is_encrypted_private_versioned_owned_and_answers_over_tls_only()
    {
        foreach (var stack in await AppliedStack.AllAsync())
        {
            var key = stack.At("module.security.aws_kms_key.this").Text("arn");
            Assert.Equal(7, stack.Of("aws_s3_bucket").Count);
            foreach (var bucket in stack.Of("aws_s3_bucket"))
            {
                var encryption = Part("server_side_encryption_configuration").GetProperty("rule")[0];
                var sse = encryption.GetProperty("apply_server_side_encryption_by_default")[0];
                var isLog = bucket.Key == "logs"; // S3 delivers access logs to buckets with its own keys only.
                Assert.Equal(isLog ? "AES256" : "aws:kms", sse.GetProperty("sse_algorithm").GetString());
                Assert.True(isLog || (sse.GetProperty("kms_master_key_id").GetString() == key && encryption.GetProperty("bucket_key_enabled").GetBoolean()), bucket.Key);

                var block = Part("public_access_block");
                Assert.All(
                    ["block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets"], name => Assert.True(block.GetProperty(name).GetBoolean()));
                Assert.Equal("BucketOwnerEnforced", Part("ownership_controls").GetProperty("rule")[0].GetProperty("object_ownership").GetString());
                Assert.Equal("Enabled", Part("versioning").GetProperty("versioning_configuration")[0].GetProperty("status").GetString());
                Assert.Contains(
                    Part("lifecycle_configuration").GetProperty("rule").EnumerateArray(), rule => rule.GetProperty("abort_incomplete_multipart_upload").GetArrayLength() == 1);
                Assert.True(Policy.RefusesPlainHttp(stack.At($"module.storage.aws_s3_bucket_policy.this[\"{bucket.Key}\"]").Json("policy"), bucket.Text("arn")), bucket.Key);

                JsonElement Part(string part) => stack.At($"module.storage.aws_s3_bucket_{part}.this[\"{bucket.Key}\"]").Values;
            }
        }
    }

    [TerraformFact]
    public async Task Streams_tables_topics_queues_and_delivery_use_the_key_of_the_deployment()
    {
        foreach (var stack in await AppliedStack.AllAsync())
        {
            var key = stack.At("module.security.aws_kms_key.this").Text("arn");
            Assert.True(stack.At("module.security.aws_kms_key.this").Values.GetProperty("enable_key_rotation").GetBoolean());
            Assert.All(stack.Of("aws_kinesis_stream"), stream => Assert.Equal(("KMS", key), (stream.Text("encryption_type"), stream.Text("kms_key_id"))));
            Assert.All(stack.Of("aws_sns_topic"), topic => Assert.Equal(key, topic.Text("kms_master_key_id")));
            Assert.All(stack.Of("aws_sqs_queue"), queue => Assert.Equal(key, queue.Text("kms_master_key_id")));
            Assert.All(stack.Of("aws_cloudwatch_log_group"), group => Assert.Equal(key, group.Text("kms_key_id")));
            Assert.Equal(2, stack.Of("aws_dynamodb_table").Count);
            Assert.All(stack.Of("aws_dynamodb_table"), table =>
            {
                Assert.Equal(key, table.Values.GetProperty("server_side_encryption")[0].GetProperty("kms_key_arn").GetString());
                Assert.True(table.Values.GetProperty("point_in_time_recovery")[0].GetProperty("enabled").GetBoolean());
            });
            Assert.All(stack.Of("aws_kinesis_firehose_delivery_stream"), delivery =>
                Assert.Equal(key, delivery.Values.GetProperty("server_side_encryption")[0].GetProperty("key_arn").GetString()));
        }
    }

    [TerraformFact]
    public async Task Every_topic_and_queue_answers_over_tls_only_and_to_this_account_only()
    {
        var stack = await AppliedStack.WorkerAsync();
        foreach (var policy in stack.Of("aws_sns_topic_policy").Concat(stack.Of("aws_sqs_queue_policy")))
        {
            var document = policy.Json("policy");
            Assert.True(Policy.RefusesPlainHttp(document, null), policy.Address);
            Assert.All(Policy.Statements(document).Where(statement => statement.Allows), statement => Assert.True(statement.HasCondition, policy.Address));
        }

        Assert.Equal(stack.Of("aws_sns_topic").Count, stack.Of("aws_sns_topic_policy").Count);
        Assert.Equal(stack.Of("aws_sqs_queue").Count, stack.Of("aws_sqs_queue_policy").Count);
    }
}
