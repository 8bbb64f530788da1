namespace Clickstream.Core.Streams;

/// <summary>
/// The position of a record within its shard: a decimal number without leading zeros that only grows.
/// Kinesis gives it 56 digits, which no integer type of .NET holds, so it is kept as text and compared by length and then by digits.
/// </summary>
public readonly record struct SequenceNumber : IComparable<SequenceNumber>
{
    private const int MaxDigits = 128; // The service model allows 129 characters with no leading zero.

    /// <summary>Reads a sequence number.</summary>
    /// <exception cref="FormatException">The text is not a decimal number without leading zeros, of at most 128 digits.</exception>
    public SequenceNumber(string digits)
    {
        ArgumentNullException.ThrowIfNull(digits);
        if (!IsValid(digits))
        {
            throw new FormatException($"'{digits}' is not a sequence number: expected 1 to {MaxDigits} decimal digits without a leading zero.");
        }

        Value = digits;
    }

    /// <summary>The digits.</summary>
    public string Value { get; }

    /// <summary>Whether the text is a sequence number.</summary>
    public static bool IsValid(string digits) =>
        digits is { Length: > 0 and <= MaxDigits } && !digits.AsSpan().ContainsAnyExceptInRange('0', '9') && (digits.Length == 1 || digits[0] != '0');

    /// <inheritdoc/>
    public int CompareTo(SequenceNumber other)
    {
        var byLength = (Value?.Length ?? 0).CompareTo(other.Value?.Length ?? 0);
        return byLength != 0 ? byLength : string.CompareOrdinal(Value, other.Value);
    }

    /// <summary>Whether the left number comes first.</summary>
    public static bool operator <(SequenceNumber left, SequenceNumber right) => left.CompareTo(right) < 0;

    /// <summary>Whether the left number comes later.</summary>
    public static bool operator >(SequenceNumber left, SequenceNumber right) => left.CompareTo(right) > 0;

    /// <summary>Whether the left number comes first or is the same.</summary>
    public static bool operator <=(SequenceNumber left, SequenceNumber right) => left.CompareTo(right) <= 0;

    /// <summary>Whether the left number comes later or is the same.</summary>
    public static bool operator >=(SequenceNumber left, SequenceNumber right) => left.CompareTo(right) >= 0;

    /// <inheritdoc/>
    public override string ToString() => Value ?? string.Empty;
}
