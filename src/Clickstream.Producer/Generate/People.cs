using System.Globalization;
using System.Text;
using Bogus;

namespace Clickstream.Producer.Generate;

/// <summary>
/// Kinds of people with their devices, made by Bogus from the seed. A visitor is one of these with ids of his own:
/// Bogus takes some 10 µs for each, which is fine for thousands of people and not for millions of visitors.
/// </summary>
internal sealed class People
{
    /// <summary>Different people; visitors beyond it share country, device and day of sign-up with others.</summary>
    public const int MaxPeople = 4_096;

    private static readonly Device[] Devices =
    [
        new("mobile", "Android", "Chrome", "Mozilla/5.0 (Linux; Android 14) Chrome/{0}.0 Mobile", 34),
        new("mobile", "iOS", "Safari", "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4) Version/17.{1} Mobile", 22),
        new("desktop", "Windows", "Chrome", "Mozilla/5.0 (Windows NT 10.0) Chrome/{0}.0", 18),
        new("desktop", "Windows", "Edge", "Mozilla/5.0 (Windows NT 10.0) Chrome/{0}.0 Edg/{0}.0", 6),
        new("desktop", "macOS", "Safari", "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/17.{1} Safari/605.1", 8),
        new("desktop", "Linux", "Firefox", "Mozilla/5.0 (X11; Linux x86_64; rv:{0}.0) Gecko/20100101 Firefox/{0}.0", 4),
        new("tablet", "iPadOS", "Safari", "Mozilla/5.0 (iPad; CPU OS 17_4 like Mac OS X) Version/17.{1} Safari/604.1", 5),
        new("tablet", "Android", "Chrome", "Mozilla/5.0 (Linux; Android 13; Tablet) Chrome/{0}.0", 3),
    ];

    private static readonly string[] Bots =
    [
        "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
        "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
        "Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)",
    ];

    /// <summary>Home markets with their weights; the rest of the world is drawn by Bogus.</summary>
    private static readonly (string Country, float Weight)[] Markets =
    [
        ("US", .34f), ("DE", .12f), ("GB", .11f), ("FR", .08f), ("ES", .05f), ("IT", .05f), ("PL", .04f), ("BR", .04f), ("IN", .04f),
        ("", .13f),
    ];

    public People(long seed, int count, DateTimeOffset start)
    {
        var faker = new Faker("en") { Random = new Randomizer((int)(seed ^ (seed >> 32)) ^ 0x9E0B) };
        Humans = Enumerable.Range(0, Math.Min(count, MaxPeople)).Select(_ => Human(faker, start.UtcDateTime)).ToArray();
        Robots = Bots.Select(agent => Encoding.UTF8.GetBytes(
                Members("other", "Other", "Bot", "US") + $"\"is_bot\":true,\"user_agent\":\"{agent}\","))
            .Select(device => new Person(device, [])).ToArray();
    }

    public Person[] Humans { get; }

    public Person[] Robots { get; }

    private static Person Human(Faker faker, DateTime start)
    {
        var device = faker.Random.WeightedRandom(Devices, Devices.Select(d => d.Weight / 100f).ToArray());
        var country = faker.Random.WeightedRandom(Markets.Select(m => m.Country).ToArray(), Markets.Select(m => m.Weight).ToArray());
        var agent = string.Format(CultureInfo.InvariantCulture, device.UserAgent, faker.Random.Int(118, 134), faker.Random.Int(0, 6));
        var signUp = faker.Date.Between(start.AddYears(-4), start.AddDays(-1));
        var described = Members(device.Type, device.Os, device.Browser, country.Length > 0 ? country : faker.Address.CountryCode())
            + $"\"user_agent\":\"{agent}\",";
        var joined = string.Create(CultureInfo.InvariantCulture, $",\"signup_date\":\"{signUp:yyyy-MM-dd}\"");
        return new Person(Encoding.UTF8.GetBytes(described), Encoding.UTF8.GetBytes(joined));
    }

    private static string Members(string type, string os, string browser, string country) =>
        $"\"device_type\":\"{type}\",\"os\":\"{os}\",\"browser\":\"{browser}\",\"country\":\"{country}\",";

    private sealed record Device(string Type, string Os, string Browser, string UserAgent, float Weight);
}

/// <summary>A person, as events repeat it.</summary>
/// <param name="Described">Device, country and user agent as JSON members, each with its comma behind it.</param>
/// <param name="SignUp">The day of sign-up as a JSON member with its comma before it; empty for a bot.</param>
internal sealed record Person(byte[] Described, byte[] SignUp);
