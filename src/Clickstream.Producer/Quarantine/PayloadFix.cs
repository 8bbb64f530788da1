using System.Buffers;
using System.Text.Json;

namespace Clickstream.Producer.Quarantine;

/// <summary>
/// What is changed in rejected inputs before they are put again, where the fault is a name or a missing field. Without it they are put as they came.
/// Only fields of the event itself are looked at; everything else keeps its bytes.
/// </summary>
public sealed record PayloadFix
{
    /// <summary>Changes nothing.</summary>
    public static PayloadFix None { get; } = new();

    /// <summary>New names of fields, by their old name.</summary>
    public IReadOnlyDictionary<string, string> Renames { get; init; } = new SortedDictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Texts that fields get, whether they were there or not.</summary>
    public IReadOnlyDictionary<string, string> Sets { get; init; } = new SortedDictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Whether it changes nothing.</summary>
    public bool IsEmpty => Renames.Count == 0 && Sets.Count == 0;

    /// <summary>Applies it.</summary>
    /// <returns>The input as it is to be put; unchanged if it is no JSON object.</returns>
    public ReadOnlyMemory<byte> Apply(ReadOnlyMemory<byte> payload)
    {
        if (IsEmpty)
        {
            return payload;
        }

        var to = new ArrayBufferWriter<byte>(payload.Length + 256);
        return TryApply(payload.Span, to) ? to.WrittenMemory : payload;
    }

    private bool TryApply(ReadOnlySpan<byte> payload, ArrayBufferWriter<byte> to)
    {
        using var json = new Utf8JsonWriter(to);
        var reader = new Utf8JsonReader(payload);
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return false;
            }

            json.WriteStartObject();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var name = reader.GetString()!;
                reader.Read();
                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                if (!Sets.ContainsKey(Renamed(name)))
                {
                    json.WritePropertyName(Renamed(name));
                    json.WriteRawValue(payload[start..(int)reader.BytesConsumed], skipInputValidation: true);
                }
            }
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            return false; // Not JSON, or names that are no text: it stays as it is, and so does its reason.
        }

        foreach (var (name, text) in Sets)
        {
            json.WriteString(name, text);
        }

        json.WriteEndObject();
        return true;
    }

    private string Renamed(string name) => Renames.GetValueOrDefault(name, name);
}
