namespace Clickstream.Bench.Measuring;

/// <summary>Something that a benchmark needs is not on this machine; the message says how to get it.</summary>
internal sealed class MissingException(string message) : Exception(message);
