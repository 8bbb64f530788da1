using System.Text;

namespace Clickstream.Producer.Generate;

/// <summary>Writes the JSON of one event of a visit.</summary>
internal sealed class EventComposer
{
    private const int ReceivedStart = EventTimeStart + TimestampText.Length + 24;
    private const int EventTimeStart = 13 + 24 + 21;
    private static readonly byte[][] TypeMembers =
        Journey.Types.Select(type => Encoding.UTF8.GetBytes($"\",\"event_type\":\"{type}\",")).ToArray();

    private static readonly byte[] SearchPath = "/search?q="u8.ToArray();
    private static readonly byte[] HomePath = "/"u8.ToArray();
    private static readonly byte[] CheckoutPath = "/checkout"u8.ToArray();
    private static readonly byte[] ThanksPath = "/checkout/thanks"u8.ToArray();

    private readonly Catalogue _catalogue;
    private readonly LaneRandom _random;
    private readonly TimestampText _times;
    private readonly ulong _eventKey;
    private readonly ulong _orderKey;
    private readonly byte[] _idSuffix;
    private long _events;
    private long _orders;

    public EventComposer(GenerateOptions options, Catalogue catalogue, LaneRandom random, int lane)
    {
        _catalogue = catalogue;
        _random = random;
        _times = new TimestampText(options.Start);
        _eventKey = LaneRandom.Mix((ulong)options.Seed ^ 0xE7E47UL) ^ ((ulong)lane << 48);
        _idSuffix = Encoding.ASCII.GetBytes(((uint)_eventKey).ToString("x8", System.Globalization.CultureInfo.InvariantCulture));
        _orderKey = LaneRandom.Mix((ulong)options.Seed ^ 0x04DE4UL) ^ ((ulong)lane << 48);
    }

    /// <summary>What an order was worth when the last event was a purchase.</summary>
    public long OrderCents { get; private set; }

    /// <summary>Where the visit's template begins in the last event.</summary>
    public int TemplateStart { get; private set; }

    /// <summary>Writes the receipt time of an event anew, when it is held back.</summary>
    public void Restamp(Span<byte> line, long received) => _times.Write(received, line[ReceivedStart..]);

    /// <summary>Writes the event of the visit's current step and moves the visitor to its page.</summary>
    /// <param name="visit">The visit.</param>
    /// <param name="time">When it happened, by the device's clock.</param>
    /// <param name="received">When it was received.</param>
    /// <param name="line">Where to; at least <see cref="TrafficLane.MaxLineBytes"/>.</param>
    /// <returns>The bytes written.</returns>
    public int Compose(Visit visit, long time, long received, Span<byte> line)
    {
        var writer = new LineWriter(line);
        var id = LaneRandom.Mix(_eventKey ^ (ulong)_events++);
        writer.Raw("{\"event_id\":\""u8);
        writer.Hex(id);
        writer.Raw(_idSuffix);
        writer.Raw("\",\"event_timestamp\":\"000000000000000000000000\",\"received_timestamp\":\"000000000000000000000000"u8);
        _times.Write(time, line[EventTimeStart..]);
        _times.Write(received, line[ReceivedStart..]);
        writer.Raw(TypeMembers[(int)visit.Step]);
        TemplateStart = writer.Length;
        writer.Raw(visit.Template.AsSpan(0, visit.TemplateLength));
        var (lastPath, lastQuery) = (visit.Path, visit.Query);
        MoveTo(visit);
        writer.Raw("\"page_url\":\"https://shop.example"u8);
        writer.Raw(visit.Path);
        writer.Raw(visit.Query);
        writer.Raw("\""u8);
        WriteReferrer(visit, lastPath, lastQuery, ref writer);
        WriteDetails(visit, ref writer);
        writer.Raw("}\n"u8);
        return writer.Length;
    }

    private void MoveTo(Visit visit)
    {
        (visit.Path, visit.Query) = visit.Step switch
        {
            Step.Landing => (HomePath, visit.Campaign.Query),
            Step.Search => (SearchPath, _catalogue.Searches[_random.NextPopular(_catalogue.Searches.Length)]),
            Step.Checkout => (CheckoutPath, []),
            Step.Purchase => (ThanksPath, []),
            _ => (ProductFor(visit).Path, []),
        };
    }

    private Product ProductFor(Visit visit)
    {
        if (visit.Step == Step.View)
        {
            visit.Product = _random.NextPopular(_catalogue.Products.Length);
        }

        return _catalogue.Products[visit.Product];
    }

    private static void WriteReferrer(Visit visit, byte[] lastPath, byte[] lastQuery, ref LineWriter writer)
    {
        if (visit.Step is Step.Click or Step.AddToCart or Step.Search or Step.Checkout)
        {
            return; // No page was loaded: the shop's own script sends these.
        }

        if (visit.Step != Step.Landing)
        {
            writer.Raw(",\"referrer_url\":\"https://shop.example"u8);
            writer.Raw(lastPath);
            writer.Raw(lastQuery);
            writer.Raw("\""u8);
        }
        else if (visit.Campaign.Referrer.Length > 0)
        {
            writer.Raw(",\"referrer_url\":\""u8);
            writer.Raw(visit.Campaign.Referrer);
            writer.Raw("\""u8);
        }
    }

    private void WriteDetails(Visit visit, ref LineWriter writer)
    {
        switch (visit.Step)
        {
            case Step.Landing:
                writer.Raw(",\"ip\":\""u8);
                WriteAddress(visit.Identity, ref writer);
                writer.Raw("\",\"metadata\":{"u8);
                writer.Raw(visit.Campaign.Name);
                writer.Raw(visit.Person.SignUp);
                writer.Raw("}"u8);
                break;
            case Step.View or Step.Click:
                WriteProduct(_catalogue.Products[visit.Product], 0, ref writer);
                break;
            case Step.AddToCart:
                WriteProduct(_catalogue.Products[visit.Product], AddToCart(visit), ref writer);
                break;
            case Step.Purchase:
                WriteOrder(visit, ref writer);
                break;
            default:
                break;
        }
    }

    private int AddToCart(Visit visit)
    {
        var quantity = 1 + _random.NextPopular(3);
        if (visit.CartCount < Visit.MaxItems)
        {
            visit.Cart[visit.CartCount++] = new CartItem(visit.Product, quantity);
        }

        return quantity;
    }

    private static void WriteProduct(Product product, int quantity, ref LineWriter writer)
    {
        writer.Raw(",\"product_id\":\""u8);
        writer.Raw(product.Id);
        if (quantity > 0)
        {
            writer.Raw("\",\"quantity\":"u8);
            writer.Number(quantity);
            writer.Raw(",\"price\":"u8);
        }
        else
        {
            writer.Raw("\",\"price\":"u8);
        }

        writer.Raw(product.Price);
        if (quantity > 0)
        {
            writer.Raw(",\"currency\":\"USD\""u8);
        }

        writer.Raw(product.Metadata);
    }

    /// <summary>One item is a product with its price and quantity; several are a list, and the price is that of the whole order.</summary>
    private void WriteOrder(Visit visit, ref LineWriter writer)
    {
        writer.Raw(",\"order_id\":\"o"u8);
        writer.Hex(LaneRandom.Mix(_orderKey ^ (ulong)_orders++));
        writer.Raw("\""u8);
        OrderCents = 0;
        foreach (var item in visit.Cart.AsSpan(0, visit.CartCount))
        {
            OrderCents += (long)_catalogue.Products[item.Product].Cents * item.Quantity;
        }

        if (visit.CartCount == 1)
        {
            WriteProduct(_catalogue.Products[visit.Cart[0].Product], visit.Cart[0].Quantity, ref writer);
        }
        else
        {
            WriteItems(visit, ref writer);
        }

        visit.CartCount = 0;
    }

    private void WriteItems(Visit visit, ref LineWriter writer)
    {
        for (var i = 0; i < visit.CartCount; i++)
        {
            var product = _catalogue.Products[visit.Cart[i].Product];
            writer.Raw(i == 0 ? ",\"items\":[{\"product_id\":\""u8 : ",{\"product_id\":\""u8);
            writer.Raw(product.Id);
            writer.Raw("\",\"quantity\":"u8);
            writer.Number(visit.Cart[i].Quantity);
            writer.Raw(",\"price\":"u8);
            writer.Raw(product.Price);
            writer.Raw("}"u8);
        }

        writer.Raw("],\"price\":"u8);
        writer.Cents(OrderCents);
        writer.Raw(",\"currency\":\"USD\""u8);
    }

    /// <summary>The visitor's address, the same on every visit.</summary>
    private static void WriteAddress(ulong identity, ref LineWriter writer)
    {
        writer.Number(11 + (long)((identity >> 32) % 180));
        writer.Raw("."u8);
        writer.Number((long)((identity >> 40) & 0xFF));
        writer.Raw("."u8);
        writer.Number((long)((identity >> 48) & 0xFF));
        writer.Raw("."u8);
        writer.Number(1 + (long)((identity >> 56) % 250));
    }
}
