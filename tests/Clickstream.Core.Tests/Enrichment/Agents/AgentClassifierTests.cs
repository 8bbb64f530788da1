using System.Text;
using Clickstream.Core.Enrichment.Agents;

namespace Clickstream.Core.Tests.Enrichment.Agents;

public sealed class AgentClassifierTests
{
    [Theory]
    [InlineData("tv", "Tizen", "Samsung Internet", "Mozilla/5.0 (SMART-TV; LINUX; Tizen 6.0) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/4.0 Chrome/76.0.3809.146 TV Safari/537.36")]
    [InlineData("tv", "webOS", "Chrome", "Mozilla/5.0 (Web0S; Linux/SmartTV) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/94.0.4606.128 Safari/537.36 WebAppManager")]
    [InlineData("tv", "Android", "Silk", "Mozilla/5.0 (Linux; Android 9; AFTKA Build/PS7624) AppleWebKit/537.36 (KHTML, like Gecko) Silk/108.4.6 like Chrome/108.0.5359.128 Safari/537.36")]
    [InlineData("console", "PlayStation", "Safari", "Mozilla/5.0 (PlayStation; PlayStation 5/6.50) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/15.4 Safari/605.1.15")]
    [InlineData("console", "Windows", "Edge", "Mozilla/5.0 (Windows NT 10.0; Win64; x64; Xbox; Xbox One) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/90.0.4430.93 Safari/537.36 Edge/44.18363.8131")]
    [InlineData("desktop", "Windows", "Internet Explorer", "Mozilla/5.0 (compatible; MSIE 10.0; Windows NT 6.2; Trident/6.0; Touch; Tablet PC 2.0)")]
    [InlineData("desktop", "Windows", "Edge", "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36 Edg/120.0.0.0")]
    [InlineData("desktop", "Linux", "Firefox", "Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:121.0) Gecko/20100101 Firefox/121.0")]
    [InlineData("tablet", "iPadOS", "Safari", "Mozilla/5.0 (iPad; CPU OS 12_2 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/12.1 Mobile/15E148 Safari/604.1")]
    [InlineData("tablet", "Android", "Chrome", "Mozilla/5.0 (Linux; Android 13; SM-X906C) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/119.0.0.0 Safari/537.36")]
    [InlineData("mobile", "Android", "WebView", "Mozilla/5.0 (Linux; Android 14; Pixel 8 Build/UD1A; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/120.0.6099.43 Mobile Safari/537.36")]
    [InlineData("mobile", "Android", "Android Browser", "Mozilla/5.0 (Linux; U; Android 4.0.3; de-de; Galaxy S II Build/GRJ22) AppleWebKit/534.30 (KHTML, like Gecko) Version/4.0 Mobile Safari/534.30")]
    [InlineData("mobile", "iOS", "Firefox", "Mozilla/5.0 (iPhone; CPU iPhone OS 13_3 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) FxiOS/21.0 Mobile/15E148 Safari/605.1.15")]
    [InlineData("mobile", "Android", "Chrome", "Mozilla/5.0 (Linux; Android 11; CUBOT NOTE 20) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Mobile Safari/537.36")]
    [InlineData("mobile", "KaiOS", "Firefox", "Mozilla/5.0 (Mobile; Nokia_8110_4G; rv:48.0) Gecko/48.0 Firefox/48.0 KAIOS/2.5")]
    [InlineData("other", "Android", "Bot", "Mozilla/5.0 (Linux; Android 6.0.1; Nexus 5X Build/MMB29P) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/41.0.2272.96 Mobile Safari/537.36 (compatible; Googlebot/2.1)")]
    [InlineData("other", null, "Bot", "curl/8.5.0")]
    [InlineData("other", null, "Bot", "\"><script>alert(1)</script>")]
    [InlineData(null, null, null, "okhttp/4.12.0")]
    [InlineData(null, null, null, "  ")]
    public void A_user_agent_is_read(string? device, string? os, string? browser, string agent) =>
        Assert.Equal(new AgentFacts(device, os, browser, browser == "Bot"), AgentClassifier.Classify(Encoding.UTF8.GetBytes(agent)));

    [Fact]
    public void Only_the_beginning_of_an_endless_user_agent_is_looked_at()
    {
        var agent = "Mozilla/5.0 (Windows NT 10.0) Chrome/120.0" + new string(' ', AgentClassifier.MaxBytes) + "Googlebot/2.1";
        Assert.Equal(new AgentFacts("desktop", "Windows", "Chrome", false), AgentClassifier.Classify(Encoding.UTF8.GetBytes(agent)));
    }
}
