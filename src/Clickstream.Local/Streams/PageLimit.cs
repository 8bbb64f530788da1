namespace Clickstream.Local.Streams;

/// <summary>When a page is full; it always holds the first record that is there.</summary>
/// <param name="Records">Records.</param>
/// <param name="Bytes">Bytes of data.</param>
internal readonly record struct PageLimit(int Records, int Bytes);
