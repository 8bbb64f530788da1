namespace Clickstream.Core.Lake;

/// <summary>A raw object that was taken in without a stream, as it was then.</summary>
/// <param name="Key">Its object key.</param>
/// <param name="Size">Its bytes.</param>
/// <param name="Modified">When it was put.</param>
/// <param name="Inputs">Events of this hour in it.</param>
public sealed record ConsumedRaw(string Key, long Size, DateTimeOffset Modified, long Inputs);
