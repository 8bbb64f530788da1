namespace Clickstream.Core.Objects;

/// <summary>Names the content of an object; it changes whenever the content does.</summary>
/// <param name="Value">Opaque text.</param>
public readonly record struct ETag(string Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value;
}
