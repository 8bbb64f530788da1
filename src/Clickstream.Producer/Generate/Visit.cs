namespace Clickstream.Producer.Generate;

/// <summary>A visit that is under way. Reused by the lane, so that visits cost no garbage.</summary>
internal sealed class Visit
{
    /// <summary>The most events of one visit.</summary>
    public const int MaxEvents = 40;

    /// <summary>The most different products of one order.</summary>
    public const int MaxItems = 4;

    private const int TemplateCapacity = 512;

    /// <summary>What every event of the visit repeats: ids, address, device.</summary>
    public byte[] Template { get; } = new byte[TemplateCapacity];

    public int TemplateLength { get; set; }

    /// <summary>Where the partition key begins in the template.</summary>
    public int KeyStart { get; set; }

    public int KeyLength { get; set; }

    /// <summary>When it began, in milliseconds from the start of the traffic.</summary>
    public long Start { get; set; }

    /// <summary>When each event happens, in milliseconds from <see cref="Start"/>.</summary>
    public int[] Offsets { get; } = new int[MaxEvents];

    public int Count { get; set; }

    public int Next { get; set; }

    public int User { get; set; }

    /// <summary>The visitor's own number, from which all that is constant about him follows.</summary>
    public ulong Identity { get; set; }

    public Person Person { get; set; } = null!;

    public bool IsBot { get; set; }

    public Step Step { get; set; }

    /// <summary>Index of the product that the visitor looks at.</summary>
    public int Product { get; set; }

    public Campaign Campaign { get; set; } = null!;

    /// <summary>Path of the page that the visitor is on.</summary>
    public byte[] Path { get; set; } = [];

    /// <summary>What stands behind the path: the words of a search, or a campaign.</summary>
    public byte[] Query { get; set; } = [];

    public CartItem[] Cart { get; } = new CartItem[MaxItems];

    public int CartCount { get; set; }

    /// <summary>Minutes in which it has been counted.</summary>
    public MinuteMask Minutes;

    public long LastTime => Start + Offsets[Count - 1];
}

/// <summary>A product in a cart.</summary>
internal readonly record struct CartItem(int Product, int Quantity);

/// <summary>Where visitors come from.</summary>
/// <param name="Referrer">The page before ours; empty for a direct visit.</param>
/// <param name="Query">The query with which our page is called; empty without a campaign.</param>
/// <param name="Name">The member <c>campaign</c> of the metadata.</param>
internal sealed record Campaign(byte[] Referrer, byte[] Query, byte[] Name)
{
    /// <summary>All of them, the frequent ones first.</summary>
    public static Campaign[] All { get; } =
    [
        Of("", "", "direct"),
        Of("https://www.google.com/", "", "organic"),
        Of("https://www.google.com/", "?utm_source=google&utm_medium=cpc&utm_campaign=spring", "spring"),
        Of("https://www.facebook.com/", "?utm_source=facebook&utm_medium=social&utm_campaign=spring", "spring"),
        Of("", "?utm_source=newsletter&utm_medium=email&utm_campaign=week-09", "week-09"),
        Of("https://www.bing.com/", "", "organic"),
        Of("https://www.instagram.com/", "?utm_source=instagram&utm_medium=social&utm_campaign=launch", "launch"),
        Of("https://www.pricecheck.example/", "?utm_source=pricecheck&utm_medium=affiliate&utm_campaign=always-on", "always-on"),
    ];

    private static Campaign Of(string referrer, string query, string name)
    {
        var bytes = System.Text.Encoding.UTF8;
        return new Campaign(bytes.GetBytes(referrer), bytes.GetBytes(query), bytes.GetBytes($"\"campaign\":\"{name}\""));
    }
}
