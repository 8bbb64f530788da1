namespace Clickstream.Aws.Wire;

/// <summary>How requests and answers are written.</summary>
public enum WireCodec
{
    /// <summary>CBOR until the endpoint refuses it, then JSON.</summary>
    Auto,

    /// <summary><c>application/x-amz-cbor-1.1</c>: data as bytes.</summary>
    Cbor,

    /// <summary><c>application/x-amz-json-1.1</c>: data in base64, a third longer.</summary>
    Json,
}
