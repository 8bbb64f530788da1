using System.Runtime.InteropServices;
using System.Text.Json;

namespace Clickstream.Core.Formats.Snowplow;

/// <summary>One event of a tracker, taken apart: its kind and times, and what is packed into it.</summary>
internal sealed class SnowplowEvent : IDisposable
{
    // A page has a handful of contexts, and a list of products some dozens.
    private const int MaxContexts = 256;

    private readonly List<SelfDescription> _contexts = [];
    private readonly List<JsonElement> _products = [];
    private JsonDocument? _eventDocument;
    private JsonDocument? _contextsDocument;

    /// <summary>The kind of event, <c>e</c>.</summary>
    public JsonElement Kind { get; private set; }

    /// <summary>The action of a structured event.</summary>
    public JsonElement Action { get; private set; }

    /// <summary>When it was created by the device's clock.</summary>
    public JsonElement Created { get; private set; }

    /// <summary>When it was sent, by the same clock.</summary>
    public JsonElement Sent { get; private set; }

    /// <summary>When it happened, if the sender knows it for certain.</summary>
    public JsonElement True { get; private set; }

    /// <summary>The event that describes itself; only if <see cref="IsSelfDescribing"/>.</summary>
    public SelfDescription Self { get; private set; }

    /// <summary>Whether it is an event that describes itself.</summary>
    public bool IsSelfDescribing { get; private set; }

    /// <summary>What is said beside the event, without the products.</summary>
    public IReadOnlyList<SelfDescription> Contexts => _contexts;

    /// <summary>The products that the event is about.</summary>
    public IReadOnlyList<JsonElement> Products => _products;

    /// <summary>Takes an event apart, and offers what fills columns.</summary>
    /// <returns>False if what is packed into it cannot be read.</returns>
    public bool TryRead(JsonElement item, ColumnSlots columns)
    {
        Dispose();
        (Kind, Action, Created, Sent, True) = (default, default, default, default, default);
        (Self, IsSelfDescribing) = (default, false);
        var isReadable = true;
        foreach (var member in item.EnumerateObject())
        {
            var name = JsonMarshal.GetRawUtf8PropertyName(member);
            var meaning = SnowplowFields.Find(name);
            columns.Offer(meaning.Field, member.Value, meaning.Rank);
            if (meaning.IsPart && JsonBody.IsScalar(member.Value))
            {
                isReadable &= TryTake(name, member.Value);
            }
        }

        return isReadable;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _eventDocument?.Dispose();
        _contextsDocument?.Dispose();
        (_eventDocument, _contextsDocument) = (null, null);
        _contexts.Clear();
        _products.Clear();
    }

    private bool TryTake(ReadOnlySpan<byte> name, JsonElement value)
    {
        switch (name)
        {
            case [(byte)'e']:
                Kind = value;
                return true;
            case [(byte)'d', ..]:
                Created = value;
                return true;
            case [(byte)'s', (byte)'t', ..]:
                Sent = value;
                return true;
            case [(byte)'s', ..]:
                Action = value;
                return true;
            case [(byte)'t', ..]:
                True = value;
                return true;
            case [(byte)'u', ..]:
                return TryTakeEvent(value, isBase64: name[^1] == 'x');
            default:
                return TryTakeContexts(value, isBase64: name[^1] == 'x');
        }
    }

    private bool TryTakeEvent(JsonElement packed, bool isBase64)
    {
        _eventDocument?.Dispose();
        _eventDocument = SelfDescription.Unpack(packed, isBase64);
        if (_eventDocument is null || !SelfDescription.TryRead(_eventDocument.RootElement, out var outer)
            || !SelfDescription.TryRead(outer.Data, out var self))
        {
            return false;
        }

        (Self, IsSelfDescribing) = (self, true);
        return true;
    }

    private bool TryTakeContexts(JsonElement packed, bool isBase64)
    {
        _contextsDocument?.Dispose();
        _contexts.Clear();
        _products.Clear();
        _contextsDocument = SelfDescription.Unpack(packed, isBase64);
        if (_contextsDocument is null || !SelfDescription.TryRead(_contextsDocument.RootElement, out var outer)
            || outer.Data.ValueKind != JsonValueKind.Array || outer.Data.GetArrayLength() > MaxContexts)
        {
            return false;
        }

        foreach (var entry in outer.Data.EnumerateArray())
        {
            if (!SelfDescription.TryRead(entry, out var context))
            {
                return false;
            }

            if (context.IsCommerce && context.Is("product"u8) && context.Data.ValueKind == JsonValueKind.Object)
            {
                _products.Add(context.Data);
            }
            else
            {
                _contexts.Add(context);
            }
        }

        return true;
    }
}
