using System.Globalization;
using System.Text.Json;

namespace Clickstream.Aws.Wire;

/// <summary>Reads JSON token by token. Base64 is decoded where it stands, behind the reader.</summary>
internal sealed class JsonWireReader : WireReader
{
    private readonly byte[] _buffer;
    private readonly int _end;
    private int _at;
    private JsonReaderState _state;
    private JsonTokenType _token;
    private int _textAt;
    private int _textLength;
    private bool _isEscaped;
    private double _number;
    private int _fieldAt;
    private int _fieldLength;

    public JsonWireReader(byte[] buffer, int start, int length)
    {
        (_buffer, _at, _end) = (buffer, start, start + length);
        Advance();
    }

    public override bool BeginMap() => Begin(JsonTokenType.StartObject);

    public override bool NextField()
    {
        // The token here is a name or the end; its value is read by moving on.
        if (_token == JsonTokenType.EndObject)
        {
            Advance();
            return false;
        }

        Expect(JsonTokenType.PropertyName);
        (_fieldAt, _fieldLength) = (_textAt, _textLength);
        Advance();
        return true;
    }

    public override bool IsField(ReadOnlySpan<byte> name) => _buffer.AsSpan(_fieldAt, _fieldLength).SequenceEqual(name);

    public override bool BeginList() => Begin(JsonTokenType.StartArray);

    public override bool NextItem()
    {
        if (_token != JsonTokenType.EndArray)
        {
            return true;
        }

        Advance();
        return false;
    }

    public override string? Text()
    {
        if (_token == JsonTokenType.Null)
        {
            Advance();
            return null;
        }

        var bytes = TextBytes();
        return System.Text.Encoding.UTF8.GetString(bytes.Span);
    }

    public override ReadOnlyMemory<byte> TextBytes() => TextMemory();

    public override long Number()
    {
        if (_token == JsonTokenType.Null)
        {
            Advance();
            return 0;
        }

        Expect(JsonTokenType.Number);
        var number = (long)_number;
        Advance();
        return number;
    }

    public override ReadOnlyMemory<byte> Blob() => Base64InPlace.Decode(TextMemory());

    public override DateTimeOffset Time()
    {
        if (_token == JsonTokenType.String)
        {
            var text = Text()!;
            return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
                ? time
                : throw new FormatException($"'{text}' is not a time.");
        }

        Expect(JsonTokenType.Number);
        var epoch = _number;
        Advance();
        return WireFormat.TimeOf(epoch);
    }

    public override void Skip()
    {
        var depth = 0;
        do
        {
            depth += _token switch
            {
                JsonTokenType.StartObject or JsonTokenType.StartArray => 1,
                JsonTokenType.EndObject or JsonTokenType.EndArray => -1,
                _ => 0,
            };
            Advance();
        }
        while (depth > 0);
    }

    private bool Begin(JsonTokenType type)
    {
        if (_token == JsonTokenType.Null)
        {
            Advance();
            return false;
        }

        Expect(type);
        Advance();
        return true;
    }

    private Memory<byte> TextMemory()
    {
        if (_token == JsonTokenType.Null)
        {
            Advance();
            return default;
        }

        Expect(JsonTokenType.String);
        var text = _buffer.AsMemory(_textAt, _textLength);
        text = _isEscaped ? Unescaped(text) : text;
        Advance();
        return text;
    }

    /// <summary>Escapes only ever get shorter, so the text stays where it is.</summary>
    private static Memory<byte> Unescaped(Memory<byte> text)
    {
        var quoted = new byte[text.Length + 2];
        quoted[0] = quoted[^1] = (byte)'"';
        text.Span.CopyTo(quoted.AsSpan(1));
        var reader = new Utf8JsonReader(quoted);
        reader.Read();
        return text[..reader.CopyString(text.Span)];
    }

    private void Expect(JsonTokenType type)
    {
        if (_token != type)
        {
            throw new FormatException($"The JSON of the answer is not as expected: {_token} instead of {type}.");
        }
    }

    private void Advance()
    {
        var reader = new Utf8JsonReader(_buffer.AsSpan(_at, _end - _at), isFinalBlock: true, _state);
        try
        {
            if (!reader.Read())
            {
                _token = JsonTokenType.None;
                return;
            }
        }
        catch (JsonException cause)
        {
            throw new FormatException($"The answer is not JSON: {cause.Message}", cause);
        }

        _token = reader.TokenType;
        if (_token is JsonTokenType.String or JsonTokenType.PropertyName)
        {
            (_textAt, _textLength, _isEscaped) = (_at + (int)reader.TokenStartIndex + 1, reader.ValueSpan.Length, reader.ValueIsEscaped);
        }
        else if (_token == JsonTokenType.Number)
        {
            _number = reader.GetDouble();
        }

        _at += (int)reader.BytesConsumed;
        _state = reader.CurrentState;
    }
}
