namespace Clickstream.Core.Lake;

/// <summary>An object as it was when it was taken in.</summary>
/// <param name="Name">Its name within the landing folder of the hour.</param>
/// <param name="Size">Its bytes.</param>
/// <param name="Modified">When it was put.</param>
public sealed record ConsumedObject(string Name, long Size, DateTimeOffset Modified);
