namespace Clickstream.Core.Events;

/// <summary>A field of an event that has no column of its own.</summary>
/// <param name="Key">Its name as it came.</param>
/// <param name="Value">Its text: strings without quotes, numbers and booleans as they were written, objects and arrays as JSON.</param>
public readonly record struct MetadataEntry(TextSlice Key, TextSlice Value);
