using Clickstream.Core.Streams;

namespace Clickstream.Local.Streams;

/// <summary>A page and where to read on.</summary>
/// <param name="Page">What was read; the caller disposes it.</param>
/// <param name="Next">The id at which the next page begins.</param>
internal readonly record struct PlacedPage(RecordPage Page, long Next);
