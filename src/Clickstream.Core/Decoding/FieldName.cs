namespace Clickstream.Core.Decoding;

/// <summary>What a name means.</summary>
/// <param name="Field">The column that it fills.</param>
/// <param name="Rank">Its place among the names of that column; the lowest wins.</param>
/// <param name="IsWeak">Whether it means that in the event itself only: an attribute named <c>type</c> is no event type.</param>
/// <param name="Container">What an object of this name is.</param>
internal readonly record struct FieldName(Field Field, byte Rank, bool IsWeak, Container Container);
