using Amazon.Runtime;
using Clickstream.Aws.Configuration;

namespace Clickstream.Aws.Tests.Configuration;

public class AwsEnvironmentTests
{
    [Fact]
    public void A_service_without_an_endpoint_of_its_own_uses_the_regions()
    {
        var environment = new AwsEnvironment
        {
            Credentials = new BasicAWSCredentials("id", "secret"),
            Region = "eu-central-1",
            Endpoints = new Dictionary<AwsService, Uri> { [AwsService.Kinesis] = new("http://127.0.0.1:4567") },
        };
        Assert.Equal(new Uri("http://127.0.0.1:4567"), environment.EndpointOf(AwsService.Kinesis));
        Assert.Null(environment.EndpointOf(AwsService.S3));
    }
}
