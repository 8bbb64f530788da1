using System.Net;
using Amazon.Runtime;
using Amazon.Runtime.Internal.Transform;

namespace Clickstream.Aws.Narrow;

/// <summary>Takes the body of an answer as it is, and makes an exception of the body of a refusal.</summary>
internal sealed class NarrowUnmarshaller : ResponseUnmarshaller
{
    public static NarrowUnmarshaller Instance { get; } = new();

    /// <inheritdoc/>
    public override AmazonWebServiceResponse Unmarshall(UnmarshallerContext input) => new NarrowAnswer { Content = ((Body)input).Read() };

    /// <inheritdoc/>
    public override AmazonServiceException UnmarshallException(UnmarshallerContext input, Exception innerException, HttpStatusCode statusCode) =>
        NarrowError.Read(((Body)input).Read(), input.ResponseData, innerException, statusCode);

    /// <inheritdoc/>
    protected override UnmarshallerContext ConstructUnmarshallerContext(
        Stream responseStream, bool maintainResponseBody, IWebResponseData response, bool isException) => new Body(responseStream, response, isException);

    /// <inheritdoc/>
    protected override UnmarshallerContext ConstructUnmarshallerContext(
        Stream responseStream, bool maintainResponseBody, IWebResponseData response, bool isException, IRequestContext requestContext) =>
        new Body(responseStream, response, isException);

    // Core's contexts are cursors over JSON or XML; the whole body is parsed here at once, so there is nothing to point at.
    private sealed class Body : UnmarshallerContext
    {
        private readonly Stream _content;

        public Body(Stream content, IWebResponseData response, bool isException)
        {
            (_content, WebResponseData, IsException) = (content, response, isException);
        }

        public override string CurrentPath => string.Empty;

        public override int CurrentDepth => 0;

        public override bool IsStartElement => false;

        public override bool IsEndElement => false;

        public override bool IsStartOfDocument => false;

        public byte[] Read()
        {
            using var bytes = new MemoryStream();
            _content.CopyTo(bytes);
            return bytes.ToArray();
        }
    }
}
