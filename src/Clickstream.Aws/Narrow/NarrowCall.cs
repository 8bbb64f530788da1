using Amazon.Runtime;

namespace Clickstream.Aws.Narrow;

/// <summary>A call of one operation.</summary>
/// <param name="service">The service.</param>
/// <param name="operation">The operation's name.</param>
/// <param name="content">The body.</param>
internal sealed class NarrowCall(NarrowService service, string operation, byte[] content) : AmazonWebServiceRequest
{
    public NarrowService Service => service;

    public string Operation => operation;

    public byte[] Content => content;
}
