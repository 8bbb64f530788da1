namespace Clickstream.Stream.Pipeline;

/// <summary>
/// The seen set that a child shard begins with: all that its parents remember. Of two parents the generations are ordered by when they were
/// closed,
/// so that what is old in both is forgotten first; what both have from a common ancestor is taken once.
/// </summary>
internal static class SeenInheritance
{
    /// <summary>The generations for the child, numbered from 1, none of them stored under its name yet.</summary>
    public static IReadOnlyList<SeenGeneration> From(IReadOnlyList<ShardState> parents)
    {
        var known = new HashSet<string>(StringComparer.Ordinal);
        return
        [
            .. parents
                .OrderBy(parent => parent.Shard)
                .SelectMany(parent => GenerationsOf(parent, known))
                .OrderBy(generation => generation.ClosedAt) // Stable, and ascending within each parent.
                .Select((generation, index) => new SeenGeneration((uint)index + 1, generation.Entries)
                {
                    Count = generation.Entries.Length,
                    ClosedAt = generation.ClosedAt,
                }),
        ];
    }

    private static IEnumerable<(SeenEntry[] Entries, long ClosedAt)> GenerationsOf(ShardState parent, HashSet<string> known)
    {
        foreach (var generation in parent.Seen)
        {
            if (known.Add(generation.Reference.Key.Name.Split('-')[^1]))
            {
                yield return (generation.Entries, generation.Reference.ClosedAt);
            }
        }

        if (parent.Index.Open.Length > 0)
        {
            yield return (parent.Index.Open, parent.Index.Watermark);
        }
    }
}
