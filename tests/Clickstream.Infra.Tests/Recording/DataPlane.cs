using Clickstream.Infra.Tests.Terraform;

namespace Clickstream.Infra.Tests.Recording;

/// <summary>What it takes to work with data on a stack in moto.</summary>
internal static class DataPlane
{
    /// <summary>
    /// Takes the policies off the buckets, once they were looked at in the state: moto does not look at their conditions, so it would refuse every call.
    /// </summary>
    public static async Task OpenAsync(AppliedStack stack)
    {
        await stack.PlannedAgain; // The second plan compares the policies too.
        using var client = new HttpClient { BaseAddress = stack.Moto };
        client.DefaultRequestHeaders.TryAddWithoutValidation(
            "Authorization", "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0");
        foreach (var bucket in stack.Of("aws_s3_bucket"))
        {
            using var answer = await client.DeleteAsync(new Uri($"{bucket.Text("bucket")}?policy", UriKind.Relative));
            Assert.True(answer.IsSuccessStatusCode, bucket.Address);
        }
    }

    /// <summary>The environment of a command: credentials of nobody, and where AWS is.</summary>
    public static Dictionary<string, string> Environment(Uri aws) => new()
    {
        ["AWS_ENDPOINT_URL"] = aws.ToString().TrimEnd('/'),
        ["AWS_ACCESS_KEY_ID"] = "test",
        ["AWS_SECRET_ACCESS_KEY"] = "test",
        ["AWS_EC2_METADATA_DISABLED"] = "true",
    };
}
