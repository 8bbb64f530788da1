namespace Clickstream.Core.Enrichment.Agents;

/// <summary>
/// The words by which user agents are told apart, in the order in which they are looked for: most user agents also name what they want to be taken for
/// (Edge says Chrome, Chrome says Safari), so the particular comes before the general.
/// </summary>
internal static class AgentNames
{
    public static readonly (string Word, string Name)[] Systems =
    [
        ("Windows Phone", "Windows Phone"),
        ("IEMobile", "Windows Phone"),
        ("PlayStation", "PlayStation"),
        ("PLAYSTATION", "PlayStation"),
        ("Nintendo", "Nintendo"),
        ("Windows", "Windows"),
        ("Win64", "Windows"),
        ("Win32", "Windows"),
        ("iPad", "iPadOS"),
        ("iPhone", "iOS"),
        ("iPod", "iOS"),
        ("CrOS", "ChromeOS"),
        ("AppleTV", "tvOS"),
        ("Apple TV", "tvOS"),
        ("tvOS", "tvOS"),
        ("Tizen", "Tizen"),
        ("Web0S", "webOS"),
        ("webOS", "webOS"),
        ("WebOS", "webOS"),
        ("hpwOS", "webOS"),
        ("KAIOS", "KaiOS"),
        ("HarmonyOS", "HarmonyOS"),
        ("OpenHarmony", "HarmonyOS"),
        ("Roku", "Roku OS"),
        ("Android", "Android"),
        ("Adr ", "Android"),
        ("BlackBerry", "BlackBerry"),
        ("BB10", "BlackBerry"),
        ("PlayBook", "BlackBerry"),
        ("Symb", "Symbian"),
        ("Series60", "Symbian"),
        ("Macintosh", "macOS"),
        ("Mac OS X", "macOS"),
        ("Mac_PowerPC", "macOS"),
        ("FreeBSD", "FreeBSD"),
        ("OpenBSD", "OpenBSD"),
        ("Linux", "Linux"),
        ("X11", "Linux"),
    ];

    public static readonly (string Word, string Name)[] Browsers =
    [
        ("FBAN/", "Facebook"),
        ("FBAV/", "Facebook"),
        ("FB_IAB/", "Facebook"),
        ("Instagram ", "Instagram"),
        ("Snapchat", "Snapchat"),
        ("Pinterest", "Pinterest"),
        ("BytedanceWebview", "TikTok"),
        ("musical_ly", "TikTok"),
        ("TikTok", "TikTok"),
        ("MicroMessenger/", "WeChat"),
        ("EdgA/", "Edge"),
        ("EdgiOS/", "Edge"),
        ("Edg/", "Edge"),
        ("Edge/", "Edge"),
        ("OPR/", "Opera"),
        ("OPiOS/", "Opera"),
        ("OPT/", "Opera"),
        ("OPX/", "Opera"),
        ("Opera", "Opera"),
        ("SamsungBrowser/", "Samsung Internet"),
        ("YaBrowser/", "Yandex"),
        ("YaSearchBrowser/", "Yandex"),
        ("Vivaldi/", "Vivaldi"),
        ("UCBrowser", "UC Browser"),
        ("UCWEB", "UC Browser"),
        ("DuckDuckGo/", "DuckDuckGo"),
        ("Ddg/", "DuckDuckGo"),
        ("MiuiBrowser/", "Mi Browser"),
        ("HuaweiBrowser/", "Huawei Browser"),
        ("HeyTapBrowser/", "HeyTap Browser"),
        ("VivoBrowser/", "Vivo Browser"),
        ("Whale/", "Whale"),
        ("QQBrowser/", "QQ Browser"),
        ("Silk/", "Silk"),
        ("Brave/", "Brave"),
        ("GSA/", "Google App"),
        ("SeaMonkey/", "SeaMonkey"),
        ("PaleMoon/", "Pale Moon"),
        ("FxiOS/", "Firefox"),
        ("Focus/", "Firefox"),
        ("Firefox/", "Firefox"),
        ("MSIE ", "Internet Explorer"),
        ("Trident/", "Internet Explorer"),
        ("; wv)", "WebView"),
        ("CriOS/", "Chrome"),
        ("Chromium/", "Chrome"),
        ("Chrome/", "Chrome"),
        ("Konqueror/", "Konqueror"),
    ];

    public static readonly string[] Televisions =
    [
        "SmartTV", "SMART-TV", "Smart-TV", "Smart TV", "GoogleTV", "Google TV", "Android TV", "AppleTV", "Apple TV", "tvOS", "HbbTV", "NetCast", "Web0S",
        "BRAVIA", "CrKey", "Roku", "; AFT", "Large Screen", "SMARTTV",
    ];

    public static readonly string[] Consoles = ["PlayStation", "PLAYSTATION", "Xbox", "Nintendo"];

    // Tablets that say so, or whose name does although they also say Mobile.
    public static readonly string[] Tablets =
        ["iPad", "Tablet", "tablet", "Kindle", "PlayBook", "; SM-T", "; SM-X", "; GT-P", "Nexus 7", "Nexus 9", "Nexus 10", "Lenovo TB", "; KF", "Silk/", "Pixel Tablet"];

    public static readonly string[] Phones =
        ["iPhone", "iPod", "Mobile", "Windows Phone", "IEMobile", "BlackBerry", "BB10", "Opera Mini", "Opera Mobi", "KAIOS", "Symb", "Series60", "MIDP", "J2ME", "UCWEB"];

    /// <summary>Words that only programs use, without regard to case.</summary>
    public static readonly string[] Programs =
    [
        "crawl", "spider", "slurp", "scrap", "fetch", "archiv", "headless", "phantomjs", "puppeteer", "playwright", "selenium", "webdriver", "cypress",
        "lighthouse", "page speed", "pagespeed", "gtmetrix", "pingdom", "uptime", "monitor", "preview", "validator", "checker", "scan", "prerender", "agent",
        "inspector", "capture", "webhook", "ptst/", "favicon", "optimizer", "sitemap", "audit", "onebox", "metadata", "parser", "resolver", "detector",
        "survey", "imageproxy", "securityheaders", "speedtest", "splash ", "robot", "-google", "google-", "googleother", "google favicon", "mediapartners",
        "curl", "wget", "python", "java/", "(java)", "jakarta", "go-http-client", "libwww", "lwp::", "lwp-", "httpclient", "http-client", "http_client",
        "http client", "httpie", "http_get", "axios", "node-fetch", "undici", "guzzle", "php/", "ruby", "perl", "aiohttp", "httpx", "postman", "insomnia",
        "facebookexternalhit", "externalhit", "meta-external", "whatsapp", "skypeuripreview", "feed", "rss", "indexer", "ia_archiver", "yahoo!", "research",
        "nutch", "heritrix", "httrack", "nmap", "nikto", "sqlmap", "masscan", "zgrab", "openvas", "acunetix", "dataprovider", "site24x7", "statuscake",
        "newrelic", "datadog", "catchpoint", "chatgpt-user", "perplexity-user", "manus-user", "claude-", "anthropic", "cohere-", "bytespider", "embedly",
        "bubing", "link check", "linkcheck", "http://", "https://", "www.", ".com/", ".com)", ".com;", ".io/",
    ];

    /// <summary>What the libraries of phone apps call themselves: their requests are a person's, although no browser made them.</summary>
    public static readonly string[] AppLibraries = ["okhttp", "CFNetwork/", "Dalvik/", "Dart/", "Alamofire/", "Cronet/"];

    /// <summary>Browsers that once called themselves compatible; nowadays only programs do.</summary>
    public static readonly string[] Compatible = ["MSIE", "Konqueror", "Trident/"];
}
