using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Xml;
using System.Xml.Linq;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Clickstream.Aws.Configuration;
using Clickstream.Aws.Sdk;

namespace Clickstream.Aws.Narrow;

/// <summary>
/// A client for the few operations that we call of a service whose SDK package the registry lacks. Credentials, signatures, retries of throttling
/// and 5xx with jitter, clock-skew correction and connections are those of AWSSDK.Core; only the bodies are ours. Each service has a class with the
/// SDK's operation and member names over this, which the SDK's own client can replace. Safe for concurrent use.
/// </summary>
/// <param name="environment">Who calls, and where.</param>
/// <param name="service">The service.</param>
internal sealed class NarrowClient(AwsEnvironment environment, NarrowService service)
    : AmazonServiceClient(environment.Credentials, new NarrowConfig(environment, service))
{
    /// <summary>Calls an operation in JSON.</summary>
    /// <exception cref="AmazonServiceException">The service refused, also when it was asked again.</exception>
    /// <exception cref="InvalidDataException">The answer is not what the operation gives.</exception>
    public async Task<TAnswer> CallAsync<TRequest, TAnswer>(
        string operation, TRequest request, JsonTypeInfo<TRequest> requestType, JsonTypeInfo<TAnswer> answerType, CancellationToken cancellationToken)
        where TAnswer : class
    {
        var body = await SendAsync(operation, JsonSerializer.SerializeToUtf8Bytes(request, requestType), cancellationToken).ConfigureAwait(false);
        try
        {
            // Some operations answer success with nothing at all.
            return JsonSerializer.Deserialize(body.Length == 0 ? "{}"u8 : body, answerType) ?? throw Unreadable(operation, null);
        }
        catch (JsonException cause)
        {
            throw Unreadable(operation, cause);
        }
    }

    /// <summary>Calls an operation in the Query protocol: a form that is answered in XML.</summary>
    /// <exception cref="AmazonServiceException">The service refused, also when it was asked again.</exception>
    /// <exception cref="InvalidDataException">The answer is not XML.</exception>
    public async Task<XElement> CallAsync(string operation, QueryForm form, CancellationToken cancellationToken)
    {
        var body = await SendAsync(operation, form.ToBytes(operation, service.Version), cancellationToken).ConfigureAwait(false);
        try
        {
            return XDocument.Load(new MemoryStream(body)).Root!;
        }
        catch (XmlException cause)
        {
            throw Unreadable(operation, cause);
        }
    }

    /// <inheritdoc/>
    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline)
    {
        pipeline.RemoveHandler<Amazon.Runtime.Internal.EndpointResolver>();
        pipeline.AddHandlerAfter<Marshaller>(new BaseEndpointResolver());
        pipeline.AddHandlerAfter<RetryHandler>(new NarrowPipeline.AuthResolver());
    }

    private async Task<byte[]> SendAsync(string operation, byte[] body, CancellationToken cancellationToken)
    {
        var options = new InvokeOptions { RequestMarshaller = NarrowPipeline.Marshaller.Instance, ResponseUnmarshaller = NarrowUnmarshaller.Instance };
        var answer = await ExpiredToken.RenewAsync(
            environment.Credentials,
            () => InvokeAsync<NarrowAnswer>(new NarrowCall(service, operation, body), options, cancellationToken)).ConfigureAwait(false);
        return answer.Content;
    }

    private InvalidDataException Unreadable(string operation, Exception? cause) =>
        new($"{service.Service} answered {operation} with something that is not an answer to it. Is its endpoint right?", cause);
}
