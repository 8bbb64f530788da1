namespace Clickstream.Core.Formats;

/// <summary>How large and deep requests in formats of others may be.</summary>
public static class FormatLimits
{
    /// <summary>Bytes of one event of the Segment HTTP API, as its documentation has it (32 KB).</summary>
    public const int SegmentEventBytes = 32 * 1024;

    /// <summary>Bytes of a batch of the Segment HTTP API, as its documentation has it (500 KB).</summary>
    public const int SegmentBatchBytes = 500 * 1024;

    /// <summary>Bytes of one event of a Snowplow tracker: larger ones are cut or refused by Snowplow's collectors for the sake of Kinesis (1 MB).</summary>
    public const int SnowplowEventBytes = 256 * 1024;

    /// <summary>Bytes of a body of a Snowplow tracker, and of the query of its pixel. Trackers send 40,000 by default.</summary>
    public const int SnowplowBodyBytes = 1000 * 1024;

    /// <summary>Events of one request. Each is written with what is known of the request, so that many tiny ones would make much of little.</summary>
    public const int MaxItems = 8192;

    /// <summary>
    /// Levels of nesting of a body, and of what is packed into a field of it. Less than <see cref="Decoding.DecoderOptions.MaxDepth"/>, since a value comes to
    /// stand deeper in our line.
    /// </summary>
    public const int MaxDepth = 56;
}
