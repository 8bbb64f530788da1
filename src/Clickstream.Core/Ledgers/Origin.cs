namespace Clickstream.Core.Ledgers;

/// <summary>
/// Where an input first entered: the producer, the object it read, and the number of the input in that object.
/// It travels as a tag of the KPL user record (key <see cref="TagKey"/>), which other consumers ignore.
/// An input that arrives again with the same origin was put twice after a crash and counts once;
/// another input with the same click id is a duplicate.
/// </summary>
/// <param name="Producer">The producer's id, letters, digits, '-' and '_'.</param>
/// <param name="Source">Names the object, for instance the first 64 bits of SHA-256 of its key in base64url.</param>
/// <param name="Number">The input within the object, from 0.</param>
public readonly record struct Origin(string Producer, string Source, long Number)
{
    /// <summary>The key of the tag.</summary>
    public const string TagKey = "origin";

    /// <summary>The value of the tag: <c>producer/source/number</c>.</summary>
    public override string ToString() => $"{Producer}/{Source}/{Number}";
}
