namespace Clickstream.Aws.Wire;

/// <summary>
/// Reads one message in order, in CBOR or JSON:
/// <c>if (reader.BeginMap()) while (reader.NextField()) if (reader.IsField("Records"u8)) … else reader.Skip();</c>
/// A field that is null reads as absent: no map, no list, no text. Blobs are slices of the buffer.
/// </summary>
internal abstract class WireReader
{
    /// <summary>Whether a map begins here; false for null.</summary>
    /// <exception cref="FormatException">Something else is here, as with all that follow.</exception>
    public abstract bool BeginMap();

    /// <summary>Goes to the next field of the map, or leaves the map.</summary>
    public abstract bool NextField();

    /// <summary>Whether the field has this name.</summary>
    public abstract bool IsField(ReadOnlySpan<byte> name);

    /// <summary>Whether a list begins here; false for null.</summary>
    public abstract bool BeginList();

    /// <summary>Whether the list has one more item; if not, it is left.</summary>
    public abstract bool NextItem();

    /// <summary>A text; null for null.</summary>
    public abstract string? Text();

    /// <summary>The text's UTF-8, valid until the buffer is released; empty for null.</summary>
    public abstract ReadOnlyMemory<byte> TextBytes();

    /// <summary>A whole number; 0 for null. A fraction is cut off.</summary>
    public abstract long Number();

    /// <summary>Bytes; base64 in a text is taken as well.</summary>
    public abstract ReadOnlyMemory<byte> Blob();

    /// <summary>A time in epoch seconds or milliseconds.</summary>
    public abstract DateTimeOffset Time();

    /// <summary>Passes over a value with all that is in it.</summary>
    public abstract void Skip();
}
