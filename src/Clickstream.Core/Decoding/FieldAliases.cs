using System.Text;

namespace Clickstream.Core.Decoding;

/// <summary>
/// The names that fields go by. They are compared without regard to case, '_', '-', '.', ' ' and a leading '$', so <c>eventType</c>,
/// <c>event_type</c> and <c>Event-Type</c> are one name. For each column the first name wins, wherever it stands; a name that loses is
/// kept as metadata.
/// </summary>
internal static class FieldAliases
{
    private const int LongestName = 32;

    // A name that ends with '!' is weak: it counts in the event itself only, not among its attributes.
    private static readonly (Field Field, string Names)[] Columns =
    [
        (Field.ClickId, "clickid eventid messageid insertid eventuuid hitid eid! id! uuid!"),
        (Field.EventType, "eventtype eventname event! action! type!"),
        (Field.Time, "eventtimestamp eventtime timestamp! ts! time! eventts eventdatetime eventdate! occurredat derivedtstamp "
            + "clienttimestamp dtm! datetime!"),
        (Field.Received, "receivedtimestamp receivedat receivedtime arrivaltime arrivaltimestamp ingesttime ingestedat ingestiontime "
            + "collectortstamp servertimestamp"),
        (Field.UserId, "userid customerid uid! user!"),
        (Field.AnonymousId, "anonymousid anonid visitorid deviceid clientid userpseudoid uniqueid cookieid domainuserid "
            + "networkuserid duid!"),
        (Field.SessionId, "sessionid usersession visitid gasessionid domainsessionid session! sid!"),
        (Field.PageUrl, "pageurl pagelocation currenturl documentlocation url page!"),
        (Field.ReferrerUrl, "referrerurl pagereferrer latestreferrer documentreferrer referrer referer refr!"),
        (Field.DeviceType, "devicetype devicecategory device!"),
        (Field.Os, "os osname operatingsystem deviceos"),
        (Field.Browser, "browser browsername"),
        (Field.Country, "country countrycode geocountry geocountrycode"),
        (Field.IsBot, "isbot bot!"),
        (Field.Ip, "ip ipaddress useripaddress clientip userip remoteaddr"),
        (Field.UserAgent, "useragent ua!"),
        (Field.ProductId, "productid itemid sku productsku product!"),
        (Field.OrderId, "orderid transactionid order! transaction!"),
        (Field.Quantity, "quantity qty productquantity"),
        (Field.Price, "price unitprice itemprice productprice amount"),
        (Field.Total, "value revenue total ordertotal orderrevenue purchaserevenue transactionrevenue transactiontotal ordervalue"),
        (Field.Currency, "currency currencycode ordercurrency productcurrency transactioncurrency"),
        (Field.Items, "items products orderitems orderproducts transactionitems"),
    ];

    private static readonly (Container Container, string Names)[] Containers =
    [
        (Container.Event, "event"),
        (Container.User, "user"),
        (Container.Session, "session"),
        (Container.Page, "page"),
        (Container.Device, "device"),
        (Container.Os, "os"),
        (Container.Browser, "browser"),
        (Container.Geo, "geo"),
        (Container.Product, "product"),
        (Container.Order, "order"),
        (Container.Transaction, "transaction"),
        (Container.Attributes, "attributes attrs"),
        (Container.Metadata, "metadata meta"),
        (Container.Properties, "properties props"),
        (Container.Params, "params parameters"),
        (Container.EventProperties, "eventproperties eventparams"),
        (Container.Traits, "traits"),
        (Container.Context, "context"),
    ];

    private static readonly Dictionary<string, FieldName> ByName = Make();
    private static readonly Dictionary<string, FieldName>.AlternateLookup<ReadOnlySpan<char>> BySpan =
        ByName.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>What a name means in the event itself or in an object of attributes.</summary>
    /// <param name="within">The object that it stands in.</param>
    /// <param name="name">The name as it came, unescaped.</param>
    public static FieldName Find(Container within, ReadOnlySpan<byte> name)
    {
        Span<char> normal = stackalloc char[LongestName * 2];
        var prefix = Describes(within) ? Prefix(within) : string.Empty;
        prefix.CopyTo(normal);
        var length = prefix.Length + Normalise(name, normal[prefix.Length..]);
        if (length < 0 || !BySpan.TryGetValue(normal[..length], out var found))
        {
            found = default;
        }

        // `page.url` is a column, but `page.page` is not another page; and in a page, `os` is not the visitor's.
        return Describes(within) ? found with { Container = Container.None, IsWeak = false } : found;
    }

    /// <summary>Whether the object describes one thing that its name is part of.</summary>
    public static bool Describes(Container container) => container is >= Container.Event and <= Container.Transaction;

    /// <summary>Whether the members of the object are attributes of the event.</summary>
    public static bool IsFlat(Container container) => container is >= Container.Attributes and <= Container.Traits;

    private static string Prefix(Container container) => Array.Find(Containers, entry => entry.Container == container).Names;

    // Returns a negative number that no prefix makes up for if the name is longer than any that is known.
    private static int Normalise(ReadOnlySpan<byte> name, Span<char> to)
    {
        var length = 0;
        foreach (var letter in name)
        {
            if (letter is (byte)'_' or (byte)'-' or (byte)'.' or (byte)' ' || (letter == '$' && length == 0))
            {
                continue;
            }

            if (length == LongestName || letter >= 0x80)
            {
                return -LongestName;
            }

            to[length++] = (char)(letter is >= (byte)'A' and <= (byte)'Z' ? letter | 0x20 : letter);
        }

        return length == 0 ? -LongestName : length;
    }

    private static Dictionary<string, FieldName> Make()
    {
        var byName = new Dictionary<string, FieldName>(StringComparer.Ordinal);
        foreach (var (field, names) in Columns)
        {
            byte rank = 0;
            foreach (var name in names.Split(' '))
            {
                byName.Add(name.TrimEnd('!'), new FieldName(field, rank++, name.EndsWith('!'), Container.None));
            }
        }

        foreach (var (container, names) in Containers)
        {
            foreach (var name in names.Split(' '))
            {
                byName[name] = byName.GetValueOrDefault(name) with { Container = container };
            }
        }

        return byName;
    }

    /// <summary>The exact names of the columns, as our own writer uses them.</summary>
    public static FieldName FindExact(ReadOnlySpan<byte> name) =>
        Exact.TryGetValue(Encoding.UTF8.GetString(name), out var found) ? found : default;

    private static readonly Dictionary<string, FieldName> Exact = new(StringComparer.Ordinal)
    {
        ["_position"] = new(Field.Position, 0, false, Container.None),
        ["_canonical"] = new(Field.Position, 0, false, Container.None), // Marks the line; no position can be read from its value.
        ["click_id"] = new(Field.ClickId, 0, false, Container.None),
        ["event_type"] = new(Field.EventType, 0, false, Container.None),
        ["event_timestamp"] = new(Field.Time, 0, false, Container.None),
        ["received_timestamp"] = new(Field.Received, 0, false, Container.None),
        ["user_id"] = new(Field.UserId, 0, false, Container.None),
        ["anonymous_id"] = new(Field.AnonymousId, 0, false, Container.None),
        ["session_id"] = new(Field.SessionId, 0, false, Container.None),
        ["page_url"] = new(Field.PageUrl, 0, false, Container.None),
        ["referrer_url"] = new(Field.ReferrerUrl, 0, false, Container.None),
        ["device_type"] = new(Field.DeviceType, 0, false, Container.None),
        ["os"] = new(Field.Os, 0, false, Container.None),
        ["browser"] = new(Field.Browser, 0, false, Container.None),
        ["country"] = new(Field.Country, 0, false, Container.None),
        ["is_bot"] = new(Field.IsBot, 0, false, Container.None),
        ["ip"] = new(Field.Ip, 0, false, Container.None),
        ["user_agent"] = new(Field.UserAgent, 0, false, Container.None),
        ["product_id"] = new(Field.ProductId, 0, false, Container.None),
        ["order_id"] = new(Field.OrderId, 0, false, Container.None),
        ["quantity"] = new(Field.Quantity, 0, false, Container.None),
        ["price"] = new(Field.Price, 0, false, Container.None),
        ["currency"] = new(Field.Currency, 0, false, Container.None),
        ["metadata"] = new(Field.Unknown, 0, false, Container.Verbatim),
    };
}
