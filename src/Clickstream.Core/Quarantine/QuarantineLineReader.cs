using System.Text;
using System.Text.Json;
using Clickstream.Core.Decoding;
using Clickstream.Core.Events;
using Clickstream.Core.Time;

namespace Clickstream.Core.Quarantine;

/// <summary>Reads the lines of <see cref="QuarantineLineWriter"/>.</summary>
public static class QuarantineLineReader
{
    /// <summary>Reads one line.</summary>
    /// <exception cref="FormatException">The line is not a quarantine entry.</exception>
    public static QuarantineEntry Read(ReadOnlySpan<byte> line)
    {
        try
        {
            return ReadFields(new Utf8JsonReader(line));
        }
        catch (Exception damage) when (damage is JsonException or InvalidOperationException)
        {
            throw new FormatException("The line is not a quarantine entry.", damage);
        }
    }

    private static QuarantineEntry ReadFields(Utf8JsonReader json)
    {
        var entry = new QuarantineEntry { Reason = default, Hour = default, Source = string.Empty, Length = -1, Payload = default };
        json.Read();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = json.GetString();
            json.Read();
            entry = name switch
            {
                "reason" => entry with { Reason = RejectionReasons.TryParse(json.GetString()!, out var reason) ? reason : throw Bad(name) },
                "detail" => entry with { Detail = json.GetString() },
                "hour" => entry with { Hour = Hour.TryParse(json.GetString()!, out var hour) ? hour : throw Bad(name) },
                "source" => entry with { Source = json.GetString()! },
                "position" => entry with { Position = json.GetString() },
                "origin" => entry with { Origin = json.GetString() },
                "offset" => entry with { Offset = json.GetInt64() },
                "length" => entry with { Length = json.GetInt64() },
                "received" => entry with { Received = Time(json.GetString()!) ?? throw Bad(name) },
                "payload" => entry with { Payload = Encoding.UTF8.GetBytes(json.GetString()!) },
                "payload_base64" => entry with { Payload = json.GetBytesFromBase64() },
                _ => Skip(ref json, entry),
            };
        }

        return entry.Reason != RejectionReason.None && entry.Length >= 0 ? entry : throw Bad("reason or length");
    }

    private static EventTime? Time(string text) => TimeText.TryRead(Encoding.UTF8.GetBytes(text), out var time) ? time : null;

    private static QuarantineEntry Skip(ref Utf8JsonReader json, QuarantineEntry entry)
    {
        json.Skip();
        return entry;
    }

    private static FormatException Bad(string field) => new($"The line is not a quarantine entry: {field} is missing or cannot be read.");
}
