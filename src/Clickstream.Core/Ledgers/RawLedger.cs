namespace Clickstream.Core.Ledgers;

/// <summary>
/// What was found in a raw object that was taken in without a stream. It is written when every hour that the object has events of is
/// published, so an object that has one is never read again.
/// </summary>
public sealed record RawLedger
{
    /// <summary>The object key.</summary>
    public required string Key { get; init; }

    /// <summary>Its bytes then.</summary>
    public required long Size { get; init; }

    /// <summary>When it was put.</summary>
    public required DateTimeOffset Modified { get; init; }

    /// <summary>Counts by hour: of event time for valid events, of the folder for rejected input. Key: <see cref="Time.Hour.Path"/>.</summary>
    public required IReadOnlyDictionary<string, HourCounts> Hours { get; init; }
}
