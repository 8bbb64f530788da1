using System.Buffers;
using System.Buffers.Text;
using System.Text;
using Clickstream.Core.Events;
using Clickstream.Core.Streams;
using Clickstream.Core.Time;

namespace Clickstream.Core.Decoding;

/// <summary>
/// Writes events as canonical lines: one JSON object with the column names of <c>fact_clicks</c>, times in ISO 8601 with microseconds,
/// prices as numbers with their exact decimals, metadata as an object of texts, absent fields left out, and <c>_position</c> first where
/// there is one. A decoder for the landing zone makes the same row of it. Not thread-safe.
/// </summary>
public sealed class EventLineWriter
{
    private const int MaxFixedBytes = 1024; // Names, punctuation, numbers and times of one line.

    private byte[] _line = new byte[4096];
    private int _length;
    private string? _shard;
    private byte[] _shardText = [];

    /// <summary>How a line begins that any decoder reads by exact names, so that the row comes back as it was written.</summary>
    internal static ReadOnlySpan<byte> CanonicalStart => "{\"_canonical\":"u8;

    /// <summary>Whether lines without a position are marked as canonical: for the stream, where decoders know names by their aliases otherwise.</summary>
    public bool IsMarking { get; init; }

    /// <summary>Writes one event and a line feed.</summary>
    /// <param name="batch">Holds the text of the event.</param>
    /// <param name="row">The event.</param>
    /// <param name="shard">The shard that its position is in; null leaves the position out.</param>
    /// <param name="to">Gets the line.</param>
    public void Write(EventBatch batch, in EventRow row, ShardId? shard, IBufferWriter<byte> to)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(to);
        _length = 0;
        Reserve(MaxFixedBytes);
        Raw(IsMarking ? CanonicalStart : "{"u8);
        Raw(IsMarking ? "1,"u8 : default);
        if (shard is { } id)
        {
            WritePosition(id, row.Position);
        }

        Text("\"click_id\":"u8, batch.Text(row.ClickId));
        Text("\"event_type\":"u8, batch.Text(row.EventType));
        Time("\"event_timestamp\":\""u8, row.Time);
        if (row.Received is { } received)
        {
            Time("\"received_timestamp\":\""u8, received);
        }

        Text("\"user_id\":"u8, batch.Text(row.UserId));
        Text("\"anonymous_id\":"u8, batch.Text(row.AnonymousId));
        Text("\"session_id\":"u8, batch.Text(row.SessionId));
        Text("\"page_url\":"u8, batch.Text(row.PageUrl));
        Text("\"referrer_url\":"u8, batch.Text(row.ReferrerUrl));
        Text("\"device_type\":"u8, batch.Text(row.DeviceType));
        Text("\"os\":"u8, batch.Text(row.Os));
        Text("\"browser\":"u8, batch.Text(row.Browser));
        Text("\"country\":"u8, batch.Text(row.Country));
        if (row.IsBot is { } isBot)
        {
            Raw(isBot ? "\"is_bot\":true,"u8 : "\"is_bot\":false,"u8);
        }

        Text("\"ip\":"u8, batch.Text(row.Ip));
        Text("\"user_agent\":"u8, batch.Text(row.UserAgent));
        Text("\"product_id\":"u8, batch.Text(row.ProductId));
        Text("\"order_id\":"u8, batch.Text(row.OrderId));
        WriteAmounts(in row);
        Text("\"currency\":"u8, batch.Text(row.Currency));
        WriteMetadata(batch, batch.MetadataOf(in row));
        _line[_length - 1] = (byte)'}'; // Over the last comma.
        _line[_length++] = (byte)'\n';
        to.Write(_line.AsSpan(0, _length));
    }

    private void WritePosition(ShardId shard, EventPosition position)
    {
        if (!ReferenceEquals(_shard, shard.Value))
        {
            _shard = shard.Value;
            _shardText = Encoding.UTF8.GetBytes(_shard);
        }

        Raw("\"_position\":\""u8);
        Raw(_shardText);
        _line[_length++] = (byte)':';
        var sequence = position.SequenceNumber.Value;
        _length += Encoding.UTF8.GetBytes(sequence, _line.AsSpan(_length));
        _line[_length++] = (byte)':';
        Number(position.SubSequenceNumber);
        _line[_length++] = (byte)':';
        Number(position.Item);
        Raw("\","u8);
    }

    private void WriteAmounts(in EventRow row)
    {
        if (row.Quantity is { } quantity)
        {
            Raw("\"quantity\":"u8);
            Number(quantity);
            _line[_length++] = (byte)',';
        }

        if (row.Price is { } price)
        {
            Raw("\"price\":"u8);
            _length += DecimalText.Format(price, _line.AsSpan(_length));
            _line[_length++] = (byte)',';
        }
    }

    private void WriteMetadata(EventBatch batch, ReadOnlySpan<MetadataEntry> metadata)
    {
        if (metadata.IsEmpty)
        {
            return;
        }

        Raw("\"metadata\":{"u8);
        foreach (var entry in metadata)
        {
            Quoted(batch.Text(entry.Key));
            _line[_length++] = (byte)':';
            Quoted(batch.Text(entry.Value));
            _line[_length++] = (byte)',';
        }

        _line[_length - 1] = (byte)'}';
        _line[_length++] = (byte)',';
    }

    private void Text(ReadOnlySpan<byte> name, ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty)
        {
            return;
        }

        Raw(name);
        Quoted(text);
        _line[_length++] = (byte)',';
    }

    // Always leaves room for everything of fixed size that may follow.
    private void Quoted(ReadOnlySpan<byte> text)
    {
        Reserve(text.Length + MaxFixedBytes);
        _line[_length++] = (byte)'"';
        var special = JsonScanner.FindSpecial(text, 0);
        text[..special].CopyTo(_line.AsSpan(_length));
        _length += special;
        if (special < text.Length)
        {
            Escaped(text[special..]);
        }

        _line[_length++] = (byte)'"';
    }

    private void Escaped(ReadOnlySpan<byte> text)
    {
        Reserve((text.Length * 6) + MaxFixedBytes);
        while (!text.IsEmpty)
        {
            _line[_length++] = (byte)'\\';
            var short1 = text[0] switch
            {
                (byte)'"' => (byte)'"',
                (byte)'\\' => (byte)'\\',
                (byte)'\n' => (byte)'n',
                (byte)'\r' => (byte)'r',
                (byte)'\t' => (byte)'t',
                _ => (byte)'u',
            };
            _line[_length++] = short1;
            if (short1 == 'u')
            {
                Raw("00"u8);
                _line[_length++] = (byte)(text[0] < 0x10 ? '0' : '1');
                _line[_length++] = "0123456789abcdef"u8[text[0] & 0xF];
            }

            var special = JsonScanner.FindSpecial(text, 1);
            Raw(text[1..special]);
            text = text[special..];
        }
    }

    private void Time(ReadOnlySpan<byte> name, EventTime time)
    {
        Raw(name);
        _length += TimeFormat.Write(time, _line.AsSpan(_length));
        Raw("\","u8);
    }

    private void Number(long value)
    {
        Utf8Formatter.TryFormat(value, _line.AsSpan(_length), out var written);
        _length += written;
    }

    private void Raw(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_line.AsSpan(_length));
        _length += bytes.Length;
    }

    private void Reserve(int room)
    {
        if (_line.Length - _length < room)
        {
            Array.Resize(ref _line, Math.Max(_line.Length * 2, _length + room));
        }
    }
}
