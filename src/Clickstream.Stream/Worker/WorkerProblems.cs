using System.Collections.Concurrent;

namespace Clickstream.Stream.Worker;

/// <summary>What does not work just now, by the part it concerns. Safe for concurrent use.</summary>
internal sealed class WorkerProblems
{
    private readonly ConcurrentDictionary<string, string> _byPart = new(StringComparer.Ordinal);

    /// <summary>One sentence for each problem, in order of part.</summary>
    public IReadOnlyList<string> All => [.. _byPart.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => pair.Value)];

    /// <summary>Notes a problem of a part; null when it is over.</summary>
    public void Set(string part, string? problem)
    {
        if (problem is null)
            _byPart.TryRemove(part, out _);
        else
            _byPart[part] = problem;
    }

    /// <summary>The problem of a part; null if it has none.</summary>
    public string? Of(string part) => _byPart.GetValueOrDefault(part);
}
