using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Clickstream.Aws.Transport;

namespace Clickstream.Aws.Wire;

/// <summary>Writes JSON as the AWS JSON 1.1 protocol has it: bytes in base64, times in epoch seconds.</summary>
[SuppressMessage("Design", "CA1001", Justification = "Complete disposes of the writer; without it the message is not whole.")]
internal sealed class JsonWireWriter(PooledBuffer to) : WireWriter
{
    private readonly Utf8JsonWriter _json = new(to);

    public override void BeginMap(int fields) => _json.WriteStartObject();

    public override void EndMap() => _json.WriteEndObject();

    public override void BeginList(int items) => _json.WriteStartArray();

    public override void EndList() => _json.WriteEndArray();

    public override void Name(ReadOnlySpan<byte> name) => _json.WritePropertyName(name);

    public override void Text(string value) => _json.WriteStringValue(value);

    public override void Number(long value) => _json.WriteNumberValue(value);

    public override void Flag(bool value) => _json.WriteBooleanValue(value);

    public override void Blob(ReadOnlySpan<byte> value) => _json.WriteBase64StringValue(value);

    public override void Time(DateTimeOffset value) => _json.WriteNumberValue(value.ToUnixTimeMilliseconds() / 1000m);

    public override void Complete()
    {
        _json.Flush();
        _json.Dispose();
    }
}
