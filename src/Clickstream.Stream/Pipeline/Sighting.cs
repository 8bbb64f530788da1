namespace Clickstream.Stream.Pipeline;

/// <summary>What the seen set says of an input.</summary>
internal enum Sighting
{
    /// <summary>Not seen before, or forgotten.</summary>
    First,

    /// <summary>The same thing, entered again.</summary>
    Duplicate,

    /// <summary>The very same input, put again by its producer.</summary>
    Redelivered,
}
