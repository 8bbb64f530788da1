using Clickstream.Core.Events;

namespace Clickstream.Core.Formats;

/// <summary>
/// What clients of one kind send over HTTP, and how it becomes events. The collector does the rest: keys, sizes, compression, CORS, privacy, times, durability.
/// Safe for concurrent use; it keeps nothing between calls and never throws, whatever the bytes.
/// </summary>
public interface ICollectFormat
{
    /// <summary>Its name in metrics: <c>events</c>, <c>segment</c>, <c>snowplow</c>.</summary>
    string Name { get; }

    /// <summary>The requests that it answers for.</summary>
    IReadOnlyList<CollectRoute> Routes { get; }

    /// <summary>
    /// Whether servers send this format too, by libraries that name themselves in the user agent: then only what comes from a browser has the address of a visitor.
    /// </summary>
    bool HasServerLibraries => false;

    /// <summary>The write key that the events hold, for clients that send none in a header or as <c>key</c>; null if there is none.</summary>
    /// <param name="body">The body, decompressed.</param>
    /// <param name="query">The query, without the question mark.</param>
    string? FindWriteKey(ReadOnlySpan<byte> body, string query) => null;

    /// <summary>Gives the events of a request to the sink, each as one JSON object that the decoder understands; canonical field names are the safe choice.</summary>
    /// <param name="body">The body, decompressed; empty for GET.</param>
    /// <param name="context">The rest of the request.</param>
    /// <param name="sink">Takes the events, and what was refused of them.</param>
    /// <returns>None, also if single items were refused; else why nothing of the body can be read, and then no item may have been given to the sink.</returns>
    RejectionReason Translate(ReadOnlySpan<byte> body, CollectContext context, IEventSink sink);
}

/// <summary>A kind of request.</summary>
/// <param name="Method"><c>GET</c> or <c>POST</c>.</param>
/// <param name="Path">The path, exactly, without the query.</param>
/// <param name="Answer">What a client of this kind expects.</param>
public sealed record CollectRoute(string Method, string Path, CollectAnswer Answer);

/// <summary>The body of an answer.</summary>
public enum CollectAnswer
{
    /// <summary>What was accepted and what was refused, as JSON.</summary>
    Json,

    /// <summary>A transparent image of one pixel.</summary>
    Pixel,
}
