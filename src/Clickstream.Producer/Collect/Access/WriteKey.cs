namespace Clickstream.Producer.Collect.Access;

/// <summary>A key that events may be sent with. Only its fingerprint is kept.</summary>
internal sealed class WriteKey
{
    /// <summary>Whose events come with it; several keys may have one name, which is how a key is rotated.</summary>
    public required string Name { get; init; }

    /// <summary>SHA-256 of the key.</summary>
    public required byte[] Fingerprint { get; init; }

    /// <summary>Valid from this instant.</summary>
    public DateTimeOffset NotBefore { get; init; } = DateTimeOffset.MinValue;

    /// <summary>Not valid from this instant on.</summary>
    public DateTimeOffset NotAfter { get; init; } = DateTimeOffset.MaxValue;

    /// <summary>The origins that browsers may send from; empty allows all.</summary>
    public IReadOnlySet<string> Origins { get; init; } = new HashSet<string>();

    /// <summary>Whether events come from a server, whose address and user agent are not a visitor's.</summary>
    public bool IsServer { get; init; }

    /// <summary>How much may come; null for as much as comes.</summary>
    public RateLimit? Rate { get; init; }

    public bool IsValidAt(DateTimeOffset time) => time >= NotBefore && time < NotAfter;

    public bool Allows(string origin) => Origins.Count == 0 || Origins.Contains(origin);
}
