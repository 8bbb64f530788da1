namespace Clickstream.Local.KinesisApi.Wire;

/// <summary>How the body of a call is written.</summary>
internal enum WireFormat
{
    /// <summary>Blobs in base64, times as seconds since 1970 with a fraction.</summary>
    Json,

    /// <summary>Blobs as they are, times as milliseconds since 1970, which is what the Java SDK writes and reads.</summary>
    Cbor,
}
