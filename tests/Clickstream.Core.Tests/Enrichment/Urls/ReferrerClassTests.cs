using System.Text;
using Clickstream.Core.Enrichment.Urls;

namespace Clickstream.Core.Tests.Enrichment.Urls;

public sealed class ReferrerClassTests
{
    [Theory]
    [InlineData("", "direct")]
    [InlineData("$direct", "direct")]
    [InlineData("https://www.google.com/", "search")]
    [InlineData("https://www.google.co.uk/search?q=x", "search")]
    [InlineData("https://google.de", "search")]
    [InlineData("https://google.evil-example.com/", "other")]
    [InlineData("https://yandex.ru/clck", "search")]
    [InlineData("https://r.search.yahoo.com/_ylt=x", "search")]
    [InlineData("https://duckduckgo.com:443/?q=y", "search")]
    [InlineData("android-app://com.google.android.googlequicksearchbox/", "search")]
    [InlineData("https://l.facebook.com/l.php?u=x", "social")]
    [InlineData("HTTPS://T.CO/abc", "social")]
    [InlineData("https://out.reddit.com/", "social")]
    [InlineData("https://nott.co/", "other")]
    [InlineData("https://mail.google.com/mail/u/0/", "mail")]
    [InlineData("android-app://com.google.android.gm/", "mail")]
    [InlineData("https://outlook.live.com/", "mail")]
    [InlineData("https://shop.example/cart", "internal")]
    [InlineData("https://www.shop.example:8443/cart", "internal")]
    [InlineData("https://checkout.shop.example/", "internal")]
    [InlineData("//shop.example/x", "internal")]
    [InlineData("/cart", "internal")]
    [InlineData("https://notshop.example/", "other")]
    [InlineData("https://google.com@evil.example/", "other")]
    [InlineData("https://evil.example/https://google.com", "other")]
    [InlineData("www.bing.com/search", "search")]
    [InlineData("blog.example.org", "other")]
    [InlineData("https://", "other")]
    [InlineData("?", "other")]
    [InlineData("not an address", "other")]
    public void A_referrer_has_a_class(string referrer, string expected) =>
        Assert.Equal(expected, ReferrerClass.Of(Encoding.UTF8.GetBytes(referrer), "https://shop.example/p/1"u8));

    [Fact]
    public void An_endless_host_is_other() =>
        Assert.Equal("other", ReferrerClass.Of(Encoding.UTF8.GetBytes("https://" + string.Concat(Enumerable.Repeat("a.", 40_000)) + "google.com/"), "/p"u8));
}
