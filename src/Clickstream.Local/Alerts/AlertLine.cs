using System.Text.Json;
using Clickstream.Core.Alerts;

namespace Clickstream.Local.Alerts;

/// <summary>A line of the file of alerts.</summary>
internal static class AlertLine
{
    /// <summary>The alert in a line of the file; null if it is none.</summary>
    public static Alert? Read(ReadOnlySpan<byte> line)
    {
        try
        {
            return AlertJson.Parse(line);
        }
        catch (JsonException)
        {
            return null; // The line was torn, or written by somebody else.
        }
    }

    /// <summary>The id in a line of the file.</summary>
    /// <returns>Null if the line is no alert.</returns>
    public static string? IdOf(ReadOnlySpan<byte> line)
    {
        try
        {
            var reader = new Utf8JsonReader(line);
            string? id = null;
            while (reader.Read())
            {
                if (reader.CurrentDepth == 1 && reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("id"u8))
                {
                    reader.Read();
                    id = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
                }
            }

            return id;
        }
        catch (JsonException)
        {
            return null; // The line was torn, or written by somebody else.
        }
    }
}
