using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Clickstream.Core.Events;

namespace Clickstream.Core.Formats.Snowplow;

/// <summary>
/// The tracker protocol of Snowplow: the trackers send to the collector when they are given its host. What a field means is in <c>docs/formats.md</c>.
/// </summary>
public sealed class SnowplowFormat : ICollectFormat
{
    /// <summary>Where trackers post to.</summary>
    public const string PostPath = "/com.snowplowanalytics.snowplow/tp2";

    /// <summary>Their pixel.</summary>
    public const string PixelPath = "/i";

    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <inheritdoc/>
    public string Name => "snowplow";

    /// <inheritdoc/>
    public IReadOnlyList<CollectRoute> Routes { get; } = [new("POST", PostPath, CollectAnswer.Json), new("GET", PixelPath, CollectAnswer.Pixel)];

    /// <inheritdoc/>
    public bool HasServerLibraries => true;

    /// <summary>The application of the first event: trackers have no other name for whom they send.</summary>
    public string? FindWriteKey(ReadOnlySpan<byte> body, string query)
    {
        ArgumentNullException.ThrowIfNull(query);
        if (body.IsEmpty)
        {
            return query.Length == 0 ? null : QueryFields.Find(query, "aid");
        }

        var items = JsonBody.Find(body, "data"u8);
        return items.IsEmpty ? null : JsonBody.FindKey(items[1..], "aid"u8);
    }

    /// <inheritdoc/>
    public RejectionReason Translate(ReadOnlySpan<byte> body, CollectContext context, IEventSink sink)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(sink);
        using var translator = new SnowplowTranslator();
        if (context.Path != PixelPath)
        {
            return translator.Translate(body, context.Received, sink);
        }

        return TryPack(context.Query, out var fields) ? translator.TranslateItem(fields.WrittenSpan, context.Received, sink) : RejectionReason.InvalidText;
    }

    // The same fields as in a body, so they become what a body has.
    private static bool TryPack(string query, out ArrayBufferWriter<byte> fields)
    {
        fields = new ArrayBufferWriter<byte>(query.Length + 16);
        using var json = new Utf8JsonWriter(fields, Plain);
        json.WriteStartObject();
        foreach (var (name, value) in QueryFields.Of(query))
        {
            if (QueryFields.HasLoneSurrogate(name) || QueryFields.HasLoneSurrogate(value))
            {
                return false;
            }

            if (name != QueryFields.Key)
            {
                json.WriteString(name, value);
            }
        }

        json.WriteEndObject();
        return true;
    }
}
