using Microsoft.AspNetCore.Http;

namespace Clickstream.Producer.Collect.Http;

/// <summary>Why a request as a whole was not taken. The name is part of the answer, and of the metrics.</summary>
/// <param name="Status">The status.</param>
/// <param name="Name">The name, for programs.</param>
/// <param name="Message">What to do, for people.</param>
internal sealed record Refusal(int Status, string Name, string Message)
{
    public static Refusal NotFound { get; } = new(StatusCodes.Status404NotFound, "not_found", "Events are posted to /events; docs/collect.md lists the other paths.");

    public static Refusal WrongMethod { get; } = new(StatusCodes.Status405MethodNotAllowed, "wrong_method", "This path takes another method.");

    public static Refusal MissingKey { get; } = new(
        StatusCodes.Status401Unauthorized, "missing_key", "Send the write key: as 'Authorization: Bearer KEY', as user name of basic authentication, as X-Write-Key, or as ?key=.");

    public static Refusal WrongKey { get; } = new(StatusCodes.Status401Unauthorized, "wrong_key", "This write key is not known, not valid yet, or not valid any more.");

    public static Refusal WrongOrigin { get; } = new(StatusCodes.Status403Forbidden, "wrong_origin", "Pages of this origin may not send with this write key.");

    public static Refusal BodyTooLarge { get; } = new(StatusCodes.Status413PayloadTooLarge, "body_too_large", "The body is larger than the collector takes. Send fewer events at once.");

    public static Refusal InflatedTooLarge { get; } = new(
        StatusCodes.Status413PayloadTooLarge, "inflated_too_large", "The body is too large once it is decompressed. Send fewer events at once.");

    public static Refusal UnknownEncoding { get; } = new(
        StatusCodes.Status415UnsupportedMediaType, "unknown_encoding", "Content-Encoding may be gzip or zstd.");

    public static Refusal CorruptCompression { get; } = new(StatusCodes.Status400BadRequest, "corrupt_compression", "The body cannot be decompressed.");

    public static Refusal Unreadable { get; } = new(StatusCodes.Status400BadRequest, "unreadable", "No event can be read from the body.");

    public static Refusal NoEvent { get; } = new(StatusCodes.Status400BadRequest, "no_event", "None of the items is an event.");

    public static Refusal TooFast { get; } = new(StatusCodes.Status429TooManyRequests, "too_fast", "More events than this write key may send. Send them again after the time in Retry-After.");

    public static Refusal Busy { get; } = new(StatusCodes.Status503ServiceUnavailable, "busy", "Too much is being received at this moment. Send it again.");

    public static Refusal SpoolFull { get; } = new(StatusCodes.Status503ServiceUnavailable, "spool_full", "The stream takes nothing and the spool is full. Send it again later.");

    public static Refusal SpoolFailed { get; } = new(StatusCodes.Status503ServiceUnavailable, "spool_failed", "The collector's disk takes nothing. Send it again later.");

    public static Refusal Closing { get; } = new(StatusCodes.Status503ServiceUnavailable, "closing", "The collector is stopping. Send it again.");

    public static Refusal Defect { get; } = new(StatusCodes.Status500InternalServerError, "defect", "The collector has a defect; its log says more.");

    /// <summary>What Kestrel refuses by itself.</summary>
    public static Refusal Bad(int status) => new(status, "bad_request", "The request is no valid HTTP, too large, or came too slowly.");
}
