using System.Globalization;
using System.Text.Json;

namespace Clickstream.Cli.Tests;

/// <summary>A lake of generated traffic over two days, and its rows.</summary>
public sealed class QueryPackLake : IAsyncLifetime
{
    private const string Seed = "11";

    internal CommandLine Line { get; } = new();

    internal IReadOnlyList<Fact> Facts { get; private set; } = [];

    internal JsonElement Oracle { get; private set; }

    public async Task InitializeAsync()
    {
        // Few visitors, so that they come again the next day.
        await Line.JsonAsync("generate", "--to", "raw", "--events", "8000", "--hours", "27", "--seed", Seed);
        await Line.JsonAsync("replay", "--speed", "max");
        await Line.JsonAsync("stream", "--until-idle", "--port", "0");
        await Line.JsonAsync("compact", "--once");
        Oracle = Line.Oracle(int.Parse(Seed, CultureInfo.InvariantCulture));
        var rows = await Line.JsonAsync("query", """
            select click_id, event_type, event_timestamp, user_id, coalesce(user_id, anonymous_id, '') as visitor, page_url, country, device_type,
                coalesce(is_bot, false) as is_bot, product_id, coalesce(quantity, 1) as quantity, coalesce(price, 0) as price, metadata['items'] as items
            from fact_clicks
            """);
        Facts = [.. rows.EnumerateArray().Select(row => Fact.From(new Row(row)))];
    }

    public Task DisposeAsync()
    {
        Line.Dispose();
        return Task.CompletedTask;
    }

    /// <summary>Runs a query of the pack.</summary>
    internal async Task<IReadOnlyList<Row>> RunAsync(string name, string dialect) =>
        [.. (await Line.JsonAsync("query", name, "--dialect", dialect)).EnumerateArray().Select(row => new Row(row))];
}

/// <summary>A row of a result.</summary>
internal sealed record Row(JsonElement Json)
{
    public string? Text(string column) => Json.GetProperty(column).GetString();

    public long Number(string column) => Json.GetProperty(column).ValueKind == JsonValueKind.String
        ? long.Parse(Json.GetProperty(column).GetString()!, CultureInfo.InvariantCulture)
        : Json.GetProperty(column).GetInt64();

    public decimal Money(string column) => Json.GetProperty(column).GetDecimal();

    public double Real(string column) => Json.GetProperty(column).GetDouble();

    public DateTimeOffset Time(string column) => DateTimeOffset.Parse(Text(column)!, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    public DateOnly Day(string column) => DateOnly.FromDateTime(Time(column).UtcDateTime);
}

/// <summary>A row of <c>fact_clicks</c>.</summary>
internal sealed record Fact(string Click, string Type, DateTimeOffset Time, string? User, string Visitor, string? Page, string? Country, string? Device, bool IsBot)
{
    public DateOnly Day => DateOnly.FromDateTime(Time.UtcDateTime);

    public decimal Revenue { get; private init; }

    public IReadOnlyList<(string Product, long Quantity, decimal Price)> Lines { get; private init; } = [];

    public static Fact From(Row row)
    {
        var (price, quantity) = (row.Money("price"), row.Number("quantity"));
        var items = row.Text("items");
        return new Fact(
            row.Text("click_id")!,
            row.Text("event_type")!,
            row.Time("event_timestamp"),
            row.Text("user_id"),
            row.Text("visitor")!,
            row.Text("page_url"),
            row.Text("country"),
            row.Text("device_type"),
            row.Json.GetProperty("is_bot").GetBoolean())
        {
            Revenue = row.Text("event_type") == "purchase" ? price * quantity : 0,
            Lines = items is null
                ? [(row.Text("product_id") ?? "", quantity, price)]
                : [.. JsonDocument.Parse(items).RootElement.EnumerateArray().Select(item => (
                    item.GetProperty("product_id").GetString()!, item.GetProperty("quantity").GetInt64(), item.GetProperty("price").GetDecimal()))],
        };
    }
}
