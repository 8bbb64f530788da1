namespace Clickstream.Core.Events;

/// <summary>Why an input is not a valid event. The name in lower case with underscores is what the quarantine and the oracle write.</summary>
public enum RejectionReason
{
    /// <summary>No rejection.</summary>
    None = 0,

    /// <summary>Not JSON, or cut off.</summary>
    MalformedJson,

    /// <summary>JSON, but not an object.</summary>
    NotAnObject,

    /// <summary>Bytes that are not UTF-8, or an escaped surrogate without its partner.</summary>
    InvalidText,

    /// <summary>Over 1 MiB.</summary>
    TooLarge,

    /// <summary>Nested deeper than 64.</summary>
    TooDeep,

    /// <summary>More than 1,000 fields.</summary>
    TooManyFields,

    /// <summary>No event type.</summary>
    MissingType,

    /// <summary>No event time.</summary>
    MissingTime,

    /// <summary>A time that cannot be read.</summary>
    InvalidTime,

    /// <summary>A time before 2000 or after 2100, or far ahead of the clock where a clock is given.</summary>
    AbsurdTime,

    /// <summary>A price, quantity or total that is no number, or out of range (18 digits, 4 decimals).</summary>
    InvalidNumber,

    /// <summary>A negative price, quantity or total.</summary>
    NegativeAmount,

    /// <summary>A column's text is longer than the column allows.</summary>
    FieldTooLong,

    /// <summary>A compressed object whose content is damaged or cut off; what could be read before is not part of it.</summary>
    CorruptCompression,

    /// <summary>A call of a format that names who it is about, or what it belongs to, and this one does not.</summary>
    MissingIdentity,
}
