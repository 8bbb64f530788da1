using Amazon.Runtime;
using Clickstream.Aws.Configuration;
using Clickstream.Aws.Transport;

namespace Clickstream.Aws.Tests.Transport;

public class AwsServiceNamesTests
{
    [Theory]
    [InlineData("eu-central-1", "https://kinesis.eu-central-1.amazonaws.com/")]
    [InlineData("cn-north-1", "https://kinesis.cn-north-1.amazonaws.com.cn/")]
    [InlineData("us-gov-west-1", "https://kinesis.us-gov-west-1.amazonaws.com/")]
    public void The_endpoint_is_the_regions_in_the_domain_of_its_partition(string region, string endpoint)
    {
        var environment = new AwsEnvironment { Credentials = new AnonymousAWSCredentials(), Region = region };
        Assert.Equal(new Uri(endpoint), AwsServiceNames.EndpointOf(environment, AwsService.Kinesis));
    }
}
