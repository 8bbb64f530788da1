using Amazon.Runtime;

namespace Clickstream.Aws.Narrow;

/// <summary>The body of a successful answer.</summary>
internal sealed class NarrowAnswer : AmazonWebServiceResponse
{
    public byte[] Content { get; init; } = [];
}
