using System.Text.Json;
using System.Text.Json.Nodes;

namespace Clickstream.Cli.Costs;

/// <summary>Prices, each by its name in <c>prices.json</c>, in US dollars.</summary>
internal sealed class PriceList
{
    private readonly IReadOnlyDictionary<string, double> _prices;

    private PriceList(JsonObject document, IReadOnlyDictionary<string, double> prices)
    {
        _prices = prices;
        (Region, Date, Source) = (Text(document, "region"), Text(document, "date"), Text(document, "source"));
    }

    /// <summary>The region that they hold for.</summary>
    public string Region { get; }

    /// <summary>When they held.</summary>
    public string Date { get; }

    /// <summary>Where they are from.</summary>
    public string Source { get; }

    /// <summary>A price.</summary>
    public double this[string name] => _prices[name];

    /// <summary>The list that the program comes with.</summary>
    public static PriceList Own()
    {
        using var stream = typeof(PriceList).Assembly.GetManifestResourceStream("prices.json")!;
        return Read(JsonNode.Parse(stream)!.AsObject(), new Dictionary<string, double>());
    }

    /// <summary>A list of somebody else's: it may leave out prices, for which ours then hold.</summary>
    /// <exception cref="FormatException">It is no such list; the message says why.</exception>
    public static PriceList Read(string json)
    {
        try
        {
            return Read(JsonNode.Parse(json) as JsonObject ?? throw new FormatException("It is no JSON object."), Own()._prices);
        }
        catch (JsonException fault)
        {
            throw new FormatException($"It is no JSON: {fault.Message}", fault);
        }
    }

    private static PriceList Read(JsonObject document, IReadOnlyDictionary<string, double> known)
    {
        if (document["prices"] is not JsonObject given)
        {
            throw new FormatException("It has no object 'prices'.");
        }

        var prices = new Dictionary<string, double>(known);
        foreach (var (name, value) in given)
        {
            if (value is not JsonValue number || !number.TryGetValue<double>(out var price) || price < 0)
            {
                throw new FormatException($"The price of '{name}' is no number of dollars.");
            }

            if (known.Count > 0 && !known.ContainsKey(name))
            {
                throw new FormatException($"'{name}' is none of {string.Join(", ", known.Keys)}.");
            }

            prices[name] = price;
        }

        return new PriceList(document, prices);
    }

    private static string Text(JsonObject document, string name) => document[name]?.GetValue<string>() ?? "unknown";
}
