using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Clickstream.Core.Decoding;
using Clickstream.Core.Time;

namespace Clickstream.Core.Formats;

/// <summary>Writes one event as a line of JSON with the names that its columns have in <c>fact_clicks</c>, then its metadata.</summary>
internal sealed class LineBuilder
{
    private static readonly byte[][] Names =
    [
        .. new[]
        {
            "", "click_id", "event_type", "event_timestamp", "received_timestamp", "user_id", "anonymous_id", "session_id", "page_url", "referrer_url",
            "device_type", "os", "browser", "country", "is_bot", "ip", "user_agent", "product_id", "order_id", "quantity", "price", "total", "currency", "items",
        }.Select(Encoding.UTF8.GetBytes),
    ];

    private byte[] _line = new byte[4096];
    private int _length;
    private bool _isInMetadata;

    /// <summary>Begins an event.</summary>
    public void Begin()
    {
        _isInMetadata = false;
        _line[0] = (byte)'{';
        _length = 1;
    }

    /// <summary>Ends it.</summary>
    /// <returns>The line, without a line feed; valid until the next begins.</returns>
    public ReadOnlySpan<byte> End()
    {
        _line[_length - 1] = (byte)'}'; // Over the last comma; there is always a column.
        if (_isInMetadata)
        {
            Put("}"u8);
        }

        return _line.AsSpan(0, _length);
    }

    /// <summary>Writes the columns that have values.</summary>
    public void Columns(ColumnSlots slots)
    {
        for (var field = Field.ClickId; field <= Field.Items; field++)
        {
            if (slots.Has(field))
            {
                Name(default, Names[(int)field]);
                Value(slots[field]);
            }
        }
    }

    /// <summary>Writes a time.</summary>
    public void Time(Field field, EventTime time)
    {
        Span<byte> text = stackalloc byte[TimeFormat.Length];
        Text(field, text[..TimeFormat.Write(time, text)]);
    }

    /// <summary>Writes a column as text.</summary>
    public void Text(Field field, ReadOnlySpan<byte> text)
    {
        Name(default, Names[(int)field]);
        Quote(text);
    }

    /// <summary>Writes the items of an order.</summary>
    public void Items(IEnumerable<JsonElement> items)
    {
        Name(default, Names[(int)Field.Items]);
        Put("["u8);
        foreach (var item in items)
        {
            Value(item);
        }

        _line[_length - 1] = (byte)']'; // Over the last comma; nobody writes a list of none.
        Put(","u8);
    }

    /// <summary>Writes a field that has no column.</summary>
    /// <param name="prefix">The beginning of its name, which needs no escapes.</param>
    /// <param name="name">The rest of its name, escaped.</param>
    /// <param name="value">Its value. Null, and an empty text, object or list, are left out.</param>
    public void Metadata(ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> name, JsonElement value)
    {
        if (!IsEmpty(value))
        {
            EnterMetadata();
            Name(prefix, name);
            Value(value);
        }
    }

    /// <summary>Writes a text that has no column.</summary>
    public void Metadata(ReadOnlySpan<byte> name, ReadOnlySpan<byte> text)
    {
        if (!text.IsEmpty)
        {
            EnterMetadata();
            Name(default, name);
            Quote(text);
        }
    }

    private static bool IsEmpty(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Undefined or JsonValueKind.Null => true,
        JsonValueKind.String => JsonMarshal.GetRawUtf8Value(value).Length == 2,
        JsonValueKind.Object => value.GetPropertyCount() == 0,
        JsonValueKind.Array => value.GetArrayLength() == 0,
        _ => false,
    };

    private void EnterMetadata()
    {
        if (!_isInMetadata)
        {
            Put("\"metadata\":{"u8);
            _isInMetadata = true;
        }
    }

    private void Name(ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> name)
    {
        Put("\""u8);
        Put(prefix);
        Put(name);
        Put("\":"u8);
    }

    // What was read as JSON is written as it came, but in one line: a line feed can stand only between tokens.
    private void Value(JsonElement value)
    {
        var raw = JsonMarshal.GetRawUtf8Value(value);
        while (raw.IndexOfAny((byte)'\n', (byte)'\r') is >= 0 and var at)
        {
            Put(raw[..at]);
            raw = raw[(at + 1)..];
        }

        Put(raw);
        Put(","u8);
    }

    private void Quote(ReadOnlySpan<byte> text)
    {
        Put("\""u8);
        while (JsonScanner.FindSpecial(text, 0) is var at && at < text.Length)
        {
            Put(text[..at]);
            if (text[at] is (byte)'"' or (byte)'\\')
            {
                Put("\\"u8);
                Put(text.Slice(at, 1));
            }
            else
            {
                Put("\\u00"u8);
                Put(text[at] < 0x10 ? "0"u8 : "1"u8);
                Put("0123456789abcdef"u8.Slice(text[at] & 0xF, 1));
            }

            text = text[(at + 1)..];
        }

        Put(text);
        Put("\","u8);
    }

    private void Put(ReadOnlySpan<byte> bytes)
    {
        if (_line.Length - _length < bytes.Length)
        {
            Array.Resize(ref _line, Math.Max(_line.Length * 2, _length + bytes.Length));
        }

        bytes.CopyTo(_line.AsSpan(_length));
        _length += bytes.Length;
    }
}
