using System.Text.Json;

namespace Clickstream.Local.Alerts;

/// <summary>A line of the file of alerts.</summary>
internal static class AlertLine
{
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
