namespace Clickstream.Core.Enrichment;

/// <summary>What is too fast for a person.</summary>
public sealed record VisitRateOptions
{
    /// <summary>Events of one visitor in a window; 100, ten in a second for ten seconds, which no page that tracks clicks and scrolling reaches.</summary>
    public int MaxEvents { get; init; } = 100;

    /// <summary>The window; 10 seconds.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Visitors that are watched at once; 65,536, which is 2 MiB. A multiple of 4.</summary>
    public int Places { get; init; } = 65_536;

    /// <summary>What is wrong with the values, one sentence each.</summary>
    public IEnumerable<string> Validate()
    {
        if (MaxEvents is < 1 or > 1_000_000)
        {
            yield return "MaxEvents is between 1 and 1,000,000.";
        }

        if (Window < TimeSpan.FromMilliseconds(1) || Window > TimeSpan.FromDays(1))
        {
            yield return "Window is between 1 ms and 1 day.";
        }

        if (Places is < 4 or > 16_777_216 || Places % 4 != 0)
        {
            yield return "Places is a multiple of 4 between 4 and 16,777,216.";
        }
    }

    internal VisitRateOptions Checked() =>
        Validate().ToArray() is { Length: > 0 } problems ? throw new ArgumentException(string.Join(' ', problems)) : this;
}
