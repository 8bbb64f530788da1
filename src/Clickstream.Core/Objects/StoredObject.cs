namespace Clickstream.Core.Objects;

/// <summary>A small object, read whole.</summary>
/// <param name="Content">Its bytes.</param>
/// <param name="ETag">Names this content, for a conditional put.</param>
public sealed record StoredObject(ReadOnlyMemory<byte> Content, ETag ETag);
