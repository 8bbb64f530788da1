using Amazon.Runtime;
using Amazon.Runtime.Credentials.Internal;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Auth;
using Amazon.Runtime.Internal.Transform;

namespace Clickstream.Aws.Narrow;

/// <summary>The steps of Core's pipeline that a service has to bring.</summary>
internal static class NarrowPipeline
{
    /// <summary>Writes a call as HTTP.</summary>
    public sealed class Marshaller : IMarshaller<IRequest, AmazonWebServiceRequest>
    {
        public static Marshaller Instance { get; } = new();

        public IRequest Marshall(AmazonWebServiceRequest input)
        {
            var call = (NarrowCall)input;
            var request = new DefaultRequest(call, call.Service.Name)
            {
                HttpMethod = "POST",
                ResourcePath = "/",
                Content = call.Content,
            };
            if (call.Service.Target is { } target)
            {
                request.Headers["Content-Type"] = "application/x-amz-json-1.1";
                request.Headers["X-Amz-Target"] = $"{target}.{call.Operation}";
            }
            else
            {
                request.Headers["Content-Type"] = "application/x-www-form-urlencoded; charset=utf-8";
            }

            return request;
        }
    }

    /// <summary>Chooses the signature: always version 4.</summary>
    public sealed class AuthResolver : BaseAuthResolverHandler
    {
        protected override List<IAuthSchemeOption> ResolveAuthOptions(IExecutionContext executionContext) => AuthSchemeOption.DEFAULT_SIGV4;
    }
}
