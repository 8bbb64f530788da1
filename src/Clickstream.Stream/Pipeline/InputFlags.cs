namespace Clickstream.Stream.Pipeline;

/// <summary>What a valid input turned out to be when it was read, in the order of the shard.</summary>
[Flags]
internal enum InputFlags : byte
{
    /// <summary>An event that was not seen before, in time.</summary>
    None = 0,

    /// <summary>A producer put it again after a crash; it has no effect at all.</summary>
    Redelivered = 1,

    /// <summary>Its click id was accepted before; it is landed but not counted.</summary>
    Duplicate = 2,

    /// <summary>Its minute was final by the watermark when it came.</summary>
    Late = 4,

    /// <summary>It is the first event of its order.</summary>
    FirstOfOrder = 8,
}
