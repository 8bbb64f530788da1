using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Clickstream.Core.Events;

namespace Clickstream.Core.Formats;

/// <summary>
/// <c>GET /pixel.gif?event_type=view&amp;page_url=…</c>: one event whose fields are the parameters of the query, all of them texts, for mails and pages without
/// scripts. <c>sent_at</c> and <c>key</c> are the collector's and no part of it. What a name means twice is its last value, as in JSON.
/// </summary>
public sealed class PixelFormat : ICollectFormat
{
    /// <summary>The path.</summary>
    public const string Path = "/pixel.gif";

    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <inheritdoc/>
    public string Name => "pixel";

    /// <inheritdoc/>
    public IReadOnlyList<CollectRoute> Routes { get; } = [new("GET", Path, CollectAnswer.Pixel)];

    /// <inheritdoc/>
    public RejectionReason Translate(ReadOnlySpan<byte> body, CollectContext context, IEventSink sink)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(sink);
        var line = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(line, Plain))
        {
            json.WriteStartObject();
            foreach (var (name, value) in QueryFields.Of(context.Query))
            {
                if (name is QueryFields.SentAt or QueryFields.Key)
                {
                    continue;
                }

                if (QueryFields.HasLoneSurrogate(name) || QueryFields.HasLoneSurrogate(value))
                {
                    return RejectionReason.InvalidText;
                }

                json.WriteString(name, value);
            }

            json.WriteEndObject();
        }

        sink.Add(0, line.WrittenSpan, QueryFields.TimeOf(context.Query, QueryFields.SentAt));
        return RejectionReason.None;
    }
}
