using System.Runtime.InteropServices;
using System.Text.Unicode;
using Clickstream.Core.Enrichment;
using Clickstream.Core.Events;
using Clickstream.Core.Privacy;
using Clickstream.Core.Streams;
using Clickstream.Core.Time;

namespace Clickstream.Core.Decoding;

/// <summary>
/// Turns inputs into rows. It makes no object per event: the input is copied into the batch once and the row points into it.
/// Not thread-safe; make one per thread. It never throws, whatever the bytes.
/// <para>
/// Where several names mean one column, the one that comes first in <see cref="FieldAliases"/> wins (for the event type:
/// <c>event_type</c>, <c>event_name</c>, <c>event</c>, <c>action</c>, <c>type</c>), and the event itself wins over objects in it; what
/// loses is kept as metadata. The same name twice means its last value. Null, and an empty text in a column, mean that the field is
/// absent.
/// </para>
/// <para>
/// Money: a purchase that lists <c>items</c> has the total of the order as its price (its total, else its price, else the sum over the
/// items) and no quantity. Without items, a total (<c>value</c>, <c>revenue</c>, <c>total</c>) serves where there is no price, and then a
/// quantity does not multiply it. A quantity that does not count is kept as metadata.
/// </para>
/// </summary>
public sealed class EventDecoder
{
    private readonly DecoderOptions _options;
    private readonly FieldCollector _fields;
    private readonly OrderItems _items;
    private readonly MetadataWriter _metadata = new();
    private readonly PositionText _positions = new();
    private readonly EventEnricher? _enricher;
    private byte[] _form = new byte[1024];
    private byte[] _scratch = new byte[256];
    private int _base;

    /// <summary>Makes a decoder.</summary>
    public EventDecoder(DecoderOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _fields = new FieldCollector(options);
        _items = new OrderItems(options);
        _enricher = options.Enrichment.IsOff ? null : new EventEnricher(options.Enrichment);
    }

    /// <summary>The event time of the last input, where it could be read, even if the input was rejected for something else.</summary>
    public EventTime? LastTime { get; private set; }

    /// <summary>The shard that the last line was read from, as its position says; null without one.</summary>
    public ShardId? LastShard { get; private set; }

    /// <summary>Whether the last event had no id, so that its click id was made from its content.</summary>
    public bool LastIdIsDerived { get; private set; }

    /// <summary>Decodes one input.</summary>
    /// <param name="item">One JSON object in UTF-8; a byte order mark and white space around it are ignored.</param>
    /// <param name="into">Gets one more row; unchanged if the input is rejected.</param>
    /// <returns>None if it is an event.</returns>
    public RejectionReason Decode(ReadOnlySpan<byte> item, EventBatch into)
    {
        ArgumentNullException.ThrowIfNull(into);
        LastTime = null;
        LastShard = null;
        if (item.Length > _options.MaxEventBytes)
        {
            return RejectionReason.TooLarge;
        }

        // Copied before it is judged: the text of the batch is readable behind its end, which an input need not be.
        var text = into.ReserveText(item.Length + LineShapes.Width);
        item.CopyTo(text);
        if (item.IsEmpty || _fields.Match(ref MemoryMarshal.GetReference(text), item.Length) != item.Length)
        {
            if (!Utf8.IsValid(item))
            {
                return RejectionReason.InvalidText;
            }

            var reason = _fields.Collect(item);
            if (reason != RejectionReason.None)
            {
                HintTime(item);
                return reason;
            }
        }

        return Interpret(item, into);
    }

    /// <summary>
    /// Decodes the line that bytes begin with, if it looks like lines before it: one object and a line feed. What comes out is what framing and
    /// <see cref="Decode"/> would make of it.
    /// </summary>
    /// <param name="bytes">What is readable: <see cref="LineShapes.Width"/> bytes more than what is there.</param>
    /// <param name="available">Bytes that are there.</param>
    /// <param name="into">Gets one more row; unchanged if there is none.</param>
    /// <param name="next">Where the next line begins.</param>
    /// <returns>The length of the object; 0 if the line must go the long way.</returns>
    internal int TryDecodeLine(ReadOnlySpan<byte> bytes, int available, EventBatch into, out int next)
    {
        LastTime = null;
        LastShard = null;
        next = 0;
        var length = _fields.Match(ref MemoryMarshal.GetReference(bytes), available);
        if (length == 0 || length > _options.MaxEventBytes)
        {
            return 0;
        }

        next = length + (length < available && bytes[length] == '\r' ? 1 : 0);
        if (next >= available || bytes[next++] != '\n')
        {
            return 0;
        }

        var item = bytes[..length];
        item.CopyTo(into.ReserveText(length));
        return Interpret(item, into) == RejectionReason.None ? length : 0;
    }

    // The item stands where the text of the batch ends.
    private RejectionReason Interpret(ReadOnlySpan<byte> item, EventBatch into)
    {
        var metadataCount = into.Metadata.Length;
        _base = into.CommitText(item.Length).Offset;
        var reason = Interpret(item, into, metadataCount);
        if (reason != RejectionReason.None)
        {
            into.Rewind(metadataCount, _base);
        }

        return reason;
    }

    private RejectionReason Interpret(ReadOnlySpan<byte> item, EventBatch into, int metadataStart)
    {
        var row = new EventRow { MetadataStart = metadataStart };
        var reason = ReadTimes(item, into, ref row);
        if (reason == RejectionReason.None)
        {
            reason = ReadTexts(into, ref row);
        }

        if (reason == RejectionReason.None)
        {
            reason = ReadAmounts(item, into, ref row);
        }

        if (reason != RejectionReason.None)
        {
            return reason;
        }

        ReadFlags(into, ref row);
        row.MetadataCount = _metadata.Write(_fields, item, into, _base);
        Identify(into, ref row);
        _enricher?.Apply(into, ref row);
        AddressFields.Apply(_options.Addresses, into, ref row);
        into.Add(in row);
        return RejectionReason.None;
    }

    private RejectionReason ReadTimes(ReadOnlySpan<byte> item, EventBatch into, ref EventRow row)
    {
        var reason = RejectionReason.MissingTime;
        if (_fields.Has(Field.Time))
        {
            reason = TimeText.TryParse(TextOf(into, in _fields.Column(Field.Time)), out var time);
            row.Time = time;
            LastTime = reason == RejectionReason.None ? time : null;
        }

        if (!_fields.Has(Field.EventType))
        {
            return RejectionReason.MissingType;
        }

        if (_fields.Has(Field.Received))
        {
            // When it was received is a courtesy: if it cannot be read, it is a field like any other.
            if (TimeText.TryParse(TextOf(into, in _fields.Column(Field.Received)), out var received) == RejectionReason.None)
            {
                row.Received = received;
            }
            else
            {
                _fields.Demote(Field.Received);
            }
        }

        return reason;
    }

    private RejectionReason ReadTexts(EventBatch into, ref EventRow row)
    {
        var max = _options.MaxTextBytes;
        var maxUrl = _options.MaxUrlBytes;
        var fits = TryText(into, Field.EventType, _options.MaxTypeBytes, out var eventType)
            & TryText(into, Field.ClickId, max, out var clickId)
            & TryText(into, Field.UserId, max, out var userId)
            & TryText(into, Field.AnonymousId, max, out var anonymousId)
            & TryText(into, Field.SessionId, max, out var sessionId)
            & TryText(into, Field.PageUrl, maxUrl, out var pageUrl)
            & TryText(into, Field.ReferrerUrl, maxUrl, out var referrerUrl)
            & TryText(into, Field.DeviceType, max, out var deviceType)
            & TryText(into, Field.Os, max, out var os)
            & TryText(into, Field.Browser, max, out var browser)
            & TryText(into, Field.Country, max, out var country)
            & TryText(into, Field.Ip, max, out var ip)
            & TryText(into, Field.UserAgent, maxUrl, out var userAgent)
            & TryText(into, Field.ProductId, max, out var productId)
            & TryText(into, Field.OrderId, max, out var orderId)
            & TryText(into, Field.Currency, max, out var currency);
        if (!fits)
        {
            return RejectionReason.FieldTooLong;
        }

        row.EventType = NameText.Normalise(into, eventType);
        if (row.EventType.Length == 0)
        {
            return RejectionReason.MissingType;
        }

        row.IsPurchase = into.Text(row.EventType).SequenceEqual("purchase"u8);
        (row.ClickId, row.UserId, row.AnonymousId, row.SessionId) = (clickId, userId, anonymousId, sessionId);
        (row.PageUrl, row.ReferrerUrl, row.DeviceType, row.Os) = (pageUrl, referrerUrl, deviceType, os);
        (row.Browser, row.Country, row.Ip, row.UserAgent) = (browser, country, ip, userAgent);
        (row.ProductId, row.OrderId) = (productId, orderId);
        row.Currency = NameText.Upper(into, currency);
        return RejectionReason.None;
    }

    private RejectionReason ReadAmounts(ReadOnlySpan<byte> item, EventBatch into, ref EventRow row)
    {
        var lists = row.IsPurchase && _fields.Has(Field.Items) && !_fields.IsExact;
        if (_fields.Has(Field.Total) && _fields.Has(Field.Price))
        {
            _fields.Demote(lists ? Field.Price : Field.Total);
        }

        var isTotal = lists || _fields.Has(Field.Total);
        var source = _fields.Has(Field.Total) ? Field.Total : Field.Price;
        if (_fields.Has(source))
        {
            var reason = ReadNumber(into, source, out var price);
            if (reason != RejectionReason.None)
            {
                return reason;
            }

            row.Price = price;
        }
        else if (lists)
        {
            var reason = _items.TrySum(item, in _fields.Column(Field.Items), out var sum);
            if (reason != RejectionReason.None)
            {
                return reason;
            }

            row.Price = sum;
        }

        return ReadQuantity(into, isTotal, ref row);
    }

    private RejectionReason ReadQuantity(EventBatch into, bool isTotal, ref EventRow row)
    {
        if (!_fields.Has(Field.Quantity))
        {
            return RejectionReason.None;
        }

        ref readonly var quantity = ref _fields.Column(Field.Quantity);
        if (quantity.Kind is RawKind.True or RawKind.False or RawKind.NotANumber)
        {
            return RejectionReason.InvalidNumber;
        }

        var reason = DecimalText.TryParseQuantity(TextOf(into, in quantity), out var pieces);
        if (reason != RejectionReason.None)
        {
            return reason;
        }

        if (isTotal)
        {
            _fields.Demote(Field.Quantity);
        }
        else
        {
            row.Quantity = pieces;
        }

        // Each fits; the amount must too, for it is what revenue sums.
        return row.Amount < DecimalText.MaxAmount ? RejectionReason.None : RejectionReason.InvalidNumber;
    }

    private RejectionReason ReadNumber(EventBatch into, Field field, out decimal value)
    {
        ref readonly var raw = ref _fields.Column(field);
        value = 0m;
        return raw.Kind is RawKind.Text or RawKind.Number
            ? DecimalText.TryParse(TextOf(into, in raw), out value)
            : RejectionReason.InvalidNumber;
    }

    private void ReadFlags(EventBatch into, ref EventRow row)
    {
        if (_fields.Has(Field.IsBot))
        {
            row.IsBot = NameText.ReadFlag(TextOf(into, in _fields.Column(Field.IsBot)));
            if (row.IsBot is null)
            {
                _fields.Demote(Field.IsBot);
            }
        }

        if (_fields.Has(Field.Position)
            && _positions.TryParse(TextOf(into, in _fields.Column(Field.Position)), out var shard, out var position))
        {
            row.Position = position;
            LastShard = shard;
        }
    }

    private void Identify(EventBatch into, ref EventRow row)
    {
        LastIdIsDerived = row.ClickId.Length <= 0;
        if (!LastIdIsDerived)
        {
            row.ClickKey = ClickId.KeyOf(into.Text(row.ClickId));
            return;
        }

        row.ClickKey = ClickId.Derive(into, in row, ref _form);
        ClickId.Format(row.ClickKey, into.ReserveText(ClickId.DerivedLength));
        row.ClickId = into.CommitText(ClickId.DerivedLength);
    }

    private bool TryText(EventBatch into, Field field, int max, out TextSlice text)
    {
        if (!_fields.Has(field))
        {
            text = TextSlice.Absent;
            return true;
        }

        ref readonly var raw = ref _fields.Column(field);
        text = raw.Escaped ? NameText.Unescape(into, _base + raw.Start, raw.Length) : new TextSlice(_base + raw.Start, raw.Length);
        return text.Length <= max;
    }

    // Numbers and times in quotes may have escapes, though nobody writes them so.
    private ReadOnlySpan<byte> TextOf(EventBatch into, in RawValue raw)
    {
        var text = into.Text(new TextSlice(_base + raw.Start, raw.Length));
        return raw.Escaped ? Unescaped(text) : text;
    }

    private ReadOnlySpan<byte> Unescaped(ReadOnlySpan<byte> text)
    {
        if (_scratch.Length < text.Length)
        {
            _scratch = new byte[text.Length];
        }

        return _scratch.AsSpan(0, JsonText.Unescape(text, _scratch));
    }

    private void HintTime(ReadOnlySpan<byte> item)
    {
        if (_fields.Has(Field.Time) && !_fields.Column(Field.Time).Escaped)
        {
            ref readonly var raw = ref _fields.Column(Field.Time);
            LastTime = TimeText.TryParse(item.Slice(raw.Start, raw.Length), out var time) == RejectionReason.None ? time : null;
        }
    }
}
