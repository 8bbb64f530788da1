using System.Text;
using Clickstream.Core.Decoding;

namespace Clickstream.Core.Formats.Snowplow;

/// <summary>What the short names of the tracker protocol mean: a column, or a longer name in the metadata.</summary>
internal static class SnowplowFields
{
    private const int LongestName = 8; // So that a name is one number.

    private static readonly Dictionary<ulong, SnowplowField> ByName = Make(
    [
        ("eid", Field.ClickId, 0, ""),
        ("uid", Field.UserId, 0, "user"),
        ("duid", Field.AnonymousId, 0, ""),
        ("nuid", Field.AnonymousId, 1, "network_id"),
        ("tnuid", Field.AnonymousId, 2, "tracker_network_id"),
        ("sid", Field.SessionId, 0, ""),
        ("url", Field.PageUrl, 0, ""),
        ("refr", Field.ReferrerUrl, 0, ""),
        ("ua", Field.UserAgent, 0, ""),
        ("ip", Field.Ip, 0, ""),
        ("tr_id", Field.OrderId, 0, ""),
        ("tr_tt", Field.Total, 0, ""),
        ("tr_cu", Field.Currency, 0, ""),
        ("ti_id", Field.OrderId, 1, ""),
        ("ti_sk", Field.ProductId, 0, ""),
        ("ti_pr", Field.Price, 0, ""),
        ("ti_qu", Field.Quantity, 0, ""),
        ("ti_cu", Field.Currency, 1, ""),
        ("aid", Field.Unknown, 0, "app_id"),
        ("p", Field.Unknown, 0, "platform"),
        ("tv", Field.Unknown, 0, "tracker_version"),
        ("tna", Field.Unknown, 0, "tracker_name"),
        ("page", Field.Unknown, 0, "page_title"),
        ("lang", Field.Unknown, 0, "language"),
        ("tz", Field.Unknown, 0, "timezone"),
        ("res", Field.Unknown, 0, "screen_resolution"),
        ("vp", Field.Unknown, 0, "viewport"),
        ("ds", Field.Unknown, 0, "document_size"),
        ("cd", Field.Unknown, 0, "color_depth"),
        ("cs", Field.Unknown, 0, "charset"),
        ("cookie", Field.Unknown, 0, "cookies_enabled"),
        ("vid", Field.Unknown, 0, "visit_index"),
        ("se_ca", Field.Unknown, 0, "se_category"),
        ("se_la", Field.Unknown, 0, "se_label"),
        ("se_pr", Field.Unknown, 0, "se_property"),
        ("se_va", Field.Unknown, 0, "se_value"),
        ("tr_af", Field.Unknown, 0, "order_affiliation"),
        ("tr_tx", Field.Unknown, 0, "order_tax"),
        ("tr_sh", Field.Unknown, 0, "order_shipping"),
        ("tr_ci", Field.Unknown, 0, "order_city"),
        ("tr_st", Field.Unknown, 0, "order_state"),
        ("tr_co", Field.Unknown, 0, "order_country"),
        ("ti_nm", Field.Unknown, 0, "item_name"),
        ("ti_ca", Field.Unknown, 0, "item_category"),
    ],
    ["e", "dtm", "stm", "ttm", "se_ac", "ue_pr", "ue_px", "co", "cx"]);

    /// <summary>Finds a name; one that the protocol does not have means nothing, and is kept as it is.</summary>
    public static SnowplowField Find(ReadOnlySpan<byte> name) => name.Length <= LongestName ? ByName.GetValueOrDefault(Pack(name)) : default;

    private static Dictionary<ulong, SnowplowField> Make((string Name, Field Field, int Rank, string Longer)[] fields, string[] parts)
    {
        var byName = parts.ToDictionary(name => Pack(Encoding.UTF8.GetBytes(name)), _ => new SnowplowField(Field.Unknown, 0, default, IsPart: true));
        foreach (var (name, field, rank, longer) in fields)
        {
            var key = Encoding.UTF8.GetBytes(name);
            byName.Add(Pack(key), new SnowplowField(field, rank, longer.Length > 0 ? Encoding.UTF8.GetBytes(longer) : key, IsPart: false));
        }

        return byName;
    }

    private static ulong Pack(ReadOnlySpan<byte> name)
    {
        var packed = 0UL;
        foreach (var letter in name)
        {
            packed = (packed << 8) | letter;
        }

        return packed;
    }
}

/// <summary>What a short name means.</summary>
/// <param name="Field">The column that it fills.</param>
/// <param name="Rank">How good it is for that column; the lowest wins.</param>
/// <param name="Longer">Its name in the metadata; null if the protocol does not have it.</param>
/// <param name="IsPart">Whether it says what event this is, and is read by itself.</param>
internal readonly record struct SnowplowField(Field Field, int Rank, byte[]? Longer, bool IsPart);
