using Clickstream.Core.Lake;
using Clickstream.Core.Time;
using Clickstream.Producer.Streams;

namespace Clickstream.Producer.Replay;

/// <summary>What to replay, and how fast.</summary>
public sealed record ReplayOptions
{
    /// <summary>The id that is used when none is given; always the same, so that running again adds nothing.</summary>
    public const string DefaultId = "default";

    private const int MaxIdLength = 64;

    /// <summary>
    /// Names the replay: its position, and the origin of what it puts. Letters, digits, '-' and '_'. Another id puts everything again.
    /// </summary>
    public string Id { get; init; } = DefaultId;

    /// <summary>Where the raw objects are in the raw store; empty for all of it.</summary>
    public string RawPrefix { get; init; } = LakeLayout.Raw;

    /// <summary>The first hour (of the folders); null for all.</summary>
    public Hour? From { get; init; }

    /// <summary>The hour after the last; null for all.</summary>
    public Hour? To { get; init; }

    /// <summary>How many times faster than it happened; null for as fast as possible.</summary>
    public double? Speed { get; init; }

    /// <summary>How records are put.</summary>
    public StreamProducerOptions Producer { get; init; } = new();

    /// <summary>The producer's id in origins and ledgers.</summary>
    public string ProducerId => $"replay-{Id}";

    /// <summary>Everything that is wrong with the options, each as a sentence; empty if they can be used.</summary>
    public IReadOnlyList<string> Validate()
    {
        var problems = new List<string>();
        if (Id.Length is 0 or > MaxIdLength || Id.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_')))
        {
            problems.Add($"The replay id '{Id}' must be 1 to {MaxIdLength} letters, digits, '-' or '_'.");
        }

        if (Speed is { } speed && !(speed is > 0 and <= 1_000_000))
        {
            problems.Add($"Speed is {speed}; expected a factor above 0 and up to 1,000,000, or none for as fast as possible.");
        }

        if (From is { } from && To is { } to && from >= to)
        {
            problems.Add($"The range from {from} to {to} is empty.");
        }

        return problems;
    }

    internal bool Covers(Hour hour) => (From is not { } from || hour >= from) && (To is not { } to || hour < to);
}
