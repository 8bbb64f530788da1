using System.Runtime.InteropServices;

namespace Clickstream.Core.Sketches;

/// <summary>
/// The most frequent items of a collection and how far their counts may be off.
/// Every item, listed or not (count 0), occurred at least its count and at most its count plus <see cref="MaxError"/>.
/// One summary of a <see cref="TopItemCounter"/> has an error of at most <see cref="Total"/> × 2 / <see cref="Capacity"/>;
/// a merge adds the errors of its parts and at most another <see cref="Total"/> / <see cref="Capacity"/>.
/// </summary>
public sealed record TopItems
{
    /// <summary>How many items a summary lists.</summary>
    public const int Capacity = 100;

    /// <summary>Nothing was counted.</summary>
    public static TopItems Empty { get; } = new() { Total = 0, MaxError = 0, Items = [] };

    /// <summary>How many occurrences were counted in all.</summary>
    public required long Total { get; init; }

    /// <summary>By how much any item may have occurred more often than its count says.</summary>
    public required long MaxError { get; init; }

    /// <summary>The items, most frequent first, equal counts in ordinal order of name.</summary>
    public required IReadOnlyList<TopItem> Items { get; init; }

    /// <summary>Makes a summary of counts that are each too low by at most <paramref name="maxError"/>.</summary>
    public static TopItems From(IEnumerable<TopItem> items, long total, long maxError)
    {
        ArgumentNullException.ThrowIfNull(items);
        // Long names are cut, so two that were counted apart can have become equal.
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var item in items)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(counts, item.Name, out _) += item.Count;
        }

        var sorted = counts.Select(pair => new TopItem(pair.Key, pair.Value)).ToArray();
        Array.Sort(sorted, static (a, b) => a.Count != b.Count ? b.Count.CompareTo(a.Count) : string.CompareOrdinal(a.Name, b.Name));
        return sorted.Length <= Capacity
            ? new TopItems { Total = total, MaxError = maxError, Items = sorted }
            : new TopItems { Total = total, MaxError = maxError + sorted[Capacity].Count, Items = sorted[..Capacity] };
    }

    /// <summary>The summary of several collections together.</summary>
    public static TopItems Merge(IReadOnlyCollection<TopItems> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        if (parts.Count == 1)
        {
            return parts.First();
        }

        return From(parts.SelectMany(part => part.Items), parts.Sum(part => part.Total), parts.Sum(part => part.MaxError));
    }
}
