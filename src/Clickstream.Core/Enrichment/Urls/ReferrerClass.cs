using System.Collections.Frozen;

namespace Clickstream.Core.Enrichment.Urls;

/// <summary>
/// Where a visitor came from: <c>search</c>, <c>social</c>, <c>mail</c>, <c>internal</c> (the same site), <c>direct</c> (no referrer) or <c>other</c>.
/// A function of the two addresses.
/// </summary>
public static class ReferrerClass
{
    // A host counts with everything below it; the longest that is known wins, so mail.google.com is no search.
    private static readonly FrozenDictionary<string, string> Sites = Make(
        ("search", "bing.com duckduckgo.com search.yahoo.com yahoo.co.jp search.aol.com ask.com baidu.com m.baidu.com ecosia.org qwant.com startpage.com "
            + "search.brave.com kagi.com mojeek.com search.naver.com search.daum.net seznam.cz sogou.com so.com presearch.com swisscows.com metager.org "
            + "metager.de you.com perplexity.ai onet.pl rambler.ru go.mail.ru dogpile.com lycos.com yippy.com gibiru.com ya.ru "
            + "com.google.android.googlequicksearchbox com.duckduckgo.mobile.android"),
        ("social", "facebook.com fb.com fb.me instagram.com threads.net threads.com twitter.com t.co x.com linkedin.com lnkd.in pinterest.com pin.it reddit.com "
            + "youtube.com youtu.be tiktok.com snapchat.com tumblr.com vk.com vk.ru ok.ru weibo.com weibo.cn xing.com mastodon.social bsky.app quora.com "
            + "discord.com discord.gg t.me telegram.org telegram.me web.telegram.org whatsapp.com wa.me messenger.com l.messenger.com line.me medium.com "
            + "news.ycombinator.com flipboard.com douban.com qzone.qq.com zhihu.com nextdoor.com twitch.tv com.facebook.katana com.instagram.android "
            + "com.twitter.android com.linkedin.android com.pinterest com.reddit.frontpage org.telegram.messenger com.slack slack.com"),
        ("mail", "mail.google.com mail.yahoo.com mail.yahoo.co.jp outlook.com outlook.live.com outlook.office.com outlook.office365.com mail.live.com hotmail.com "
            + "mail.aol.com mail.ru e.mail.ru mail.yandex.ru mail.yandex.com mail.proton.me protonmail.com web.de gmx.net gmx.de navigator.gmx.net "
            + "navigator.web.de mail.zoho.com fastmail.com app.fastmail.com icloud.com mail.qq.com mail.163.com mail.126.com webmail.freenet.de orange.fr "
            + "mail.naver.com email.t-online.de tutanota.com app.tuta.com deref-gmx.net deref-web.de deref-mail.com com.google.android.gm "
            + "com.microsoft.office.outlook"));

    private static readonly FrozenDictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> BySite = Sites.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Classifies a referrer.</summary>
    /// <param name="referrer">The page before; empty if there is none.</param>
    /// <param name="page">The page.</param>
    public static string Of(ReadOnlySpan<byte> referrer, ReadOnlySpan<byte> page)
    {
        // What trackers write where there is none.
        if (referrer.IsEmpty || referrer.SequenceEqual("$direct"u8) || referrer.SequenceEqual("(direct)"u8) || referrer.SequenceEqual("about:blank"u8))
        {
            return "direct";
        }

        Span<char> from = stackalloc char[HostName.MaxLength];
        Span<char> to = stackalloc char[HostName.MaxLength];
        from = from[..HostName.Read(referrer, from)];
        to = to[..HostName.Read(page, to)];
        if (from.IsEmpty)
        {
            return referrer[0] == '/' ? "internal" : "other";
        }

        return HostName.IsSameSite(from, to) ? "internal" : SiteOf(from);
    }

    private static string SiteOf(ReadOnlySpan<char> host)
    {
        var rest = HostName.WithoutWww(host);
        while (!rest.IsEmpty)
        {
            if (BySite.TryGetValue(rest, out var known))
            {
                return known;
            }

            if (IsOfCountries(rest, "google.") || IsOfCountries(rest, "yandex."))
            {
                return "search";
            }

            var dot = rest.IndexOf('.');
            rest = dot < 0 ? default : rest[(dot + 1)..];
        }

        return "other";
    }

    // google.de, google.co.uk, google.com.br.
    private static bool IsOfCountries(ReadOnlySpan<char> host, ReadOnlySpan<char> name)
    {
        if (!host.StartsWith(name))
        {
            return false;
        }

        var rest = host[name.Length..];
        return rest.Length is >= 2 and <= 6 && rest.Count('.') <= 1;
    }

    private static FrozenDictionary<string, string> Make(params (string Class, string Hosts)[] classes) =>
        classes.SelectMany(entry => entry.Hosts.Split(' ').Distinct().Select(host => (host, entry.Class)))
            .ToFrozenDictionary(entry => entry.host, entry => entry.Class, StringComparer.Ordinal);
}
