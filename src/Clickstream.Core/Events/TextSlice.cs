namespace Clickstream.Core.Events;

/// <summary>A piece of UTF-8 text in the text buffer of an <see cref="EventBatch"/>. Length -1 means that the field is absent.</summary>
/// <param name="Offset">First byte.</param>
/// <param name="Length">Bytes; -1 if absent.</param>
public readonly record struct TextSlice(int Offset, int Length)
{
    /// <summary>A field that the event does not have.</summary>
    public static TextSlice Absent { get; } = new(0, -1);

    /// <summary>Whether the event has the field (it may be empty).</summary>
    public bool IsPresent => Length >= 0;
}
