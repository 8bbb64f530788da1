using System.Buffers;
using System.Text.Json;

namespace Clickstream.Local.KinesisApi.Wire;

/// <summary>Writes <c>application/x-amz-json-1.1</c>.</summary>
internal sealed class JsonWireWriter(IBufferWriter<byte> buffer) : WireWriter
{
    // The order of the calls is fixed by our own code and seen by the tests; the check costs a tenth of a large answer.
    private readonly Utf8JsonWriter _json = new(buffer, new JsonWriterOptions { SkipValidation = true });

    public override void BeginObject() => _json.WriteStartObject();

    public override void EndObject() => _json.WriteEndObject();

    public override void BeginArray() => _json.WriteStartArray();

    public override void EndArray() => _json.WriteEndArray();

    public override void Name(string name) => _json.WritePropertyName(name);

    public override void Text(string value) => _json.WriteStringValue(value);

    public override void Number(long value) => _json.WriteNumberValue(value);

    public override void Flag(bool value) => _json.WriteBooleanValue(value);

    public override void Time(DateTimeOffset value) => _json.WriteNumberValue(value.ToUnixTimeMilliseconds() / 1000m);

    public override void Bytes(ReadOnlySpan<byte> value) => _json.WriteBase64StringValue(value);

    public override void Dispose() => _json.Dispose();
}
