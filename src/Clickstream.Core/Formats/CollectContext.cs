using Clickstream.Core.Time;

namespace Clickstream.Core.Formats;

/// <summary>What a request says beside its body.</summary>
public sealed record CollectContext
{
    /// <summary>When it was received.</summary>
    public required EventTime Received { get; init; }

    /// <summary>The path, by which a format tells its routes apart.</summary>
    public required string Path { get; init; }

    /// <summary>The query as it came, percent-encoded, without the question mark; empty if there is none.</summary>
    public string Query { get; init; } = string.Empty;

    /// <summary>The address of the client: of the connection, or what a trusted proxy says of it.</summary>
    public string? Address { get; init; }

    /// <summary>The user agent.</summary>
    public string? UserAgent { get; init; }

    /// <summary>The page that the request came from (<c>Referer</c>).</summary>
    public string? Referrer { get; init; }

    /// <summary>The name of the write key, never the key; null where none is needed.</summary>
    public string? KeyName { get; init; }

    /// <summary>Whether the events come from a server, whose address and user agent are not a visitor's.</summary>
    public bool IsServer { get; init; }

    /// <summary>Whether the request says <c>DNT: 1</c>.</summary>
    public bool DoNotTrack { get; init; }

    /// <summary>Whether the request says <c>Sec-GPC: 1</c>.</summary>
    public bool GlobalPrivacyControl { get; init; }
}
