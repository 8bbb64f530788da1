using Clickstream.Core.Lake;

namespace Clickstream.Compactor.Backfill;

/// <summary>A part of a raw object that is read by itself. Which parts an object has follows from its bytes alone.</summary>
/// <param name="Raw">The object.</param>
/// <param name="Number">From 0.</param>
/// <param name="Begin">Its first byte.</param>
/// <param name="End">The byte behind its last; null for the end of the object.</param>
internal sealed record RawChunk(RawObject Raw, int Number, long Begin, long? End);
