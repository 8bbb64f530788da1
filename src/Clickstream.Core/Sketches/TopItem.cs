namespace Clickstream.Core.Sketches;

/// <summary>One of the most frequent items.</summary>
/// <param name="Name">What was counted.</param>
/// <param name="Count">At least this often; at most this plus <see cref="TopItems.MaxError"/>.</param>
public readonly record struct TopItem(string Name, long Count);
