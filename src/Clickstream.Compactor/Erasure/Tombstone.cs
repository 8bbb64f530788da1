using Clickstream.Core.Privacy;

namespace Clickstream.Compactor.Erasure;

/// <summary>Says that an id belongs to a person who was erased. The id itself is not in it.</summary>
internal sealed record Tombstone
{
    /// <summary>The erasure.</summary>
    public required string Erasure { get; init; }

    /// <summary>What the id names.</summary>
    public required PersonIdKind Kind { get; init; }

    /// <summary>SHA-256 over the salt, the kind and the id.</summary>
    public required string Hash { get; init; }

    /// <summary>Events from this time on are of a new time with the person, and stay.</summary>
    public required DateTimeOffset Before { get; init; }

    /// <summary>What the id becomes; null if the events are removed.</summary>
    public string? Pseudonym { get; init; }
}

/// <summary>All tombstones: <c>audit/erasures/tombstones.json</c>.</summary>
internal sealed record TombstoneList
{
    public const int CurrentFormat = 1;

    public int Format { get; init; } = CurrentFormat;

    /// <summary>Random, the same for all, so that a compactor hashes each user of an hour once.</summary>
    public required string Salt { get; init; }

    public required IReadOnlyList<Tombstone> Tombstones { get; init; }
}
