namespace Clickstream.Local.KinesisApi.Wire;

/// <summary>The content types of the Kinesis API.</summary>
internal static class ContentTypes
{
    public const string Json = "application/x-amz-json-1.1";

    public const string Cbor = "application/x-amz-cbor-1.1";

    public const string EventStream = "application/vnd.amazon.eventstream";

    public static string Of(WireFormat format) => format == WireFormat.Cbor ? Cbor : Json;

    /// <summary>The format that a content type names; null if it is none of the API's.</summary>
    public static WireFormat? Parse(string? contentType)
    {
        var end = contentType?.IndexOf(';', StringComparison.Ordinal) ?? -1;
        return (end < 0 ? contentType : contentType![..end])?.Trim() switch
        {
            Json or "application/json" => WireFormat.Json,
            Cbor => WireFormat.Cbor,
            _ => null,
        };
    }
}
