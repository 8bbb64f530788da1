namespace Clickstream.Core.Objects;

/// <summary>What a listing says of an object.</summary>
/// <param name="Key">Its name.</param>
/// <param name="Size">Its bytes.</param>
/// <param name="LastModified">When it was put.</param>
public sealed record ObjectInfo(ObjectKey Key, long Size, DateTimeOffset LastModified);
