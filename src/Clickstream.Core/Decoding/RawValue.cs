namespace Clickstream.Core.Decoding;

/// <summary>How a value is written.</summary>
internal enum RawKind : byte
{
    /// <summary>In quotes.</summary>
    Text,

    /// <summary>As a number.</summary>
    Number,

    /// <summary>NaN or an infinity, which JSON does not have.</summary>
    NotANumber,

    /// <summary>As <c>true</c>.</summary>
    True,

    /// <summary>As <c>false</c>.</summary>
    False,

    /// <summary>As an object.</summary>
    Object,

    /// <summary>As an array.</summary>
    Array,

    /// <summary>As <c>null</c>.</summary>
    Null,
}

/// <summary>A field where it stands in the input, before it is known what it is worth.</summary>
internal struct RawValue
{
    /// <summary>First byte of the value (after the quote).</summary>
    public int Start;

    /// <summary>Bytes of the value.</summary>
    public int Length;

    /// <summary>First byte of the name.</summary>
    public int NameStart;

    /// <summary>Bytes of the name.</summary>
    public int NameLength;

    /// <summary>Where it came from: the lowest wins.</summary>
    public int Rank;

    /// <summary>The object that its name is prefixed with; -1 if none.</summary>
    public short Scope;

    /// <summary>How it is written.</summary>
    public RawKind Kind;

    /// <summary>Whether the value has escapes.</summary>
    public bool Escaped;

    /// <summary>Whether the name has escapes.</summary>
    public bool NameEscaped;
}
