using System.Globalization;
using System.Text;
using System.Text.Json;
using Clickstream.Core.Time;

namespace Clickstream.Compactor.Tests.Lake;

/// <summary>An input of the stream: where it is, and what it says.</summary>
internal sealed record TestInput(string Shard, long Sequence, int Sub, string Click, long Time)
{
    public string Type { get; init; } = "view";

    public string? User { get; init; }

    public string? Anonymous { get; init; }

    public string? Product { get; init; }

    /// <summary>The items of an order as JSON.</summary>
    public string? Items { get; init; }

    public string? Page { get; init; }

    public string? Country { get; init; }

    public string? Device { get; init; }

    public string? Order { get; init; }

    public string? Currency { get; init; }

    public long? Quantity { get; init; }

    public decimal? Price { get; init; }

    public IReadOnlyDictionary<string, string>? Metadata { get; init; }

    public Hour Hour => new EventTime(Time).Hour;

    public decimal Revenue => Type == "purchase" ? (Price ?? 0) * (Quantity ?? 1) : 0;

    /// <summary>As a producer sends it.</summary>
    public byte[] ToJson()
    {
        using var memory = new MemoryStream();
        using (var json = new Utf8JsonWriter(memory))
        {
            json.WriteStartObject();
            json.WriteString("click_id", Click);
            json.WriteString("event_type", Type);
            json.WriteString("event_timestamp", new EventTime(Time).ToString());
            (string Name, string? Value)[] texts =
            [
                ("user_id", User), ("anonymous_id", Anonymous), ("product_id", Product), ("page_url", Page), ("country", Country), ("device_type", Device), ("order_id", Order), (
                    "currency", Currency),
            ];
            foreach (var (name, value) in texts.Where(text => text.Value is not null))
            {
                json.WriteString(name, value);
            }

            if (Quantity is { } quantity)
            {
                json.WriteNumber("quantity", quantity);
            }

            if (Price is { } price)
            {
                json.WriteNumber("price", price);
            }

            if (Items is { } items)
            {
                json.WritePropertyName("items");
                json.WriteRawValue(items);
            }

            if (Metadata is { } metadata)
            {
                json.WriteStartObject("metadata");
                foreach (var (key, value) in metadata)
                {
                    json.WriteString(key, value);
                }

                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        return memory.ToArray();
    }

    /// <summary>The row that it makes, as text.</summary>
    public string ToRow()
    {
        var row = new StringBuilder();
        row.Append(CultureInfo.InvariantCulture, $"{Click}|{Type}|{Time}|{User}|{Page}|{Country}|{Device}|{Order}|{Currency}|{Quantity}|{Price:0.####}|");
        return row.AppendJoin(',', (Metadata ?? new Dictionary<string, string>()).OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(
            pair => $"{pair.Key}={pair.Value}"))
            .ToString();
    }
}
