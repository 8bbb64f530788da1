namespace Clickstream.Core.Objects;

/// <summary>The name of an object: segments separated by slashes, none of them empty, <c>.</c> or <c>..</c>.</summary>
public readonly record struct ObjectKey : IComparable<ObjectKey>
{
    private const int MaxLength = 1024; // The limit of S3, in UTF-8 bytes; our own keys are ASCII.

    /// <summary>Checks and wraps a key.</summary>
    /// <exception cref="ArgumentException">The text is not a valid key.</exception>
    public ObjectKey(string value)
    {
        ArgumentException.ThrowIfNullOrEmpty(value);
        if (!IsValid(value))
        {
            throw new ArgumentException($"'{value}' is not an object key: expected non-empty segments separated by '/', without '.' and '..'.", nameof(value));
        }

        Value = value;
    }

    /// <summary>The key.</summary>
    public string Value { get; }

    /// <summary>The part behind the last slash.</summary>
    public string Name => Value[(Value.LastIndexOf('/') + 1)..];

    /// <summary>Whether the text is a valid key; a bucket may hold objects of others whose names are none.</summary>
    public static bool IsValid(string value) =>
        value is { Length: > 0 and <= MaxLength } && !value.AsSpan().ContainsAny('\0', '\\')
        && !value.Split('/').Any(segment => segment is "" or "." or "..");

    /// <summary>Ordinal order, as S3 lists.</summary>
    public int CompareTo(ObjectKey other) => string.CompareOrdinal(Value, other.Value);

    /// <inheritdoc/>
    public override string ToString() => Value;
}
