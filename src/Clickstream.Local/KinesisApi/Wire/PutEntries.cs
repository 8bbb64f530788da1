using System.Globalization;
using Clickstream.Core.Streams;

namespace Clickstream.Local.KinesisApi.Wire;

/// <summary>Makes the entries of a put out of the members of its records, with the checks of the service.</summary>
internal static class PutEntries
{
    private const int MaxHashKeyDigits = 39; // Of 2^128 - 1.

    /// <summary>Adds a record.</summary>
    /// <exception cref="ApiFault">A member is missing, or out of its limits.</exception>
    public static void Add(List<PutEntry> entries, string? partitionKey, ReadOnlyMemory<byte>? data, string? explicitHashKey)
    {
        if (entries.Count == StreamLimits.MaxRecordsPerPut)
        {
            throw ApiFault.Constraint("Records", "more", $"at most {StreamLimits.MaxRecordsPerPut} in number");
        }

        entries.Add(Create(partitionKey, data, explicitHashKey));
    }

    /// <summary>Makes an entry.</summary>
    /// <exception cref="ApiFault">A member is missing, or out of its limits.</exception>
    public static PutEntry Create(string? partitionKey, ReadOnlyMemory<byte>? data, string? explicitHashKey)
    {
        var key = partitionKey ?? throw ApiFault.Missing("PartitionKey");
        var bytes = data ?? throw ApiFault.Missing("Data");
        if (key.Length is 0 or > StreamLimits.MaxPartitionKeyLength)
        {
            throw ApiFault.Constraint("PartitionKey", key, $"of 1 to {StreamLimits.MaxPartitionKeyLength} characters");
        }

        if (bytes.Length > StreamLimits.MaxRecordBytes)
        {
            throw ApiFault.Constraint(
                "Data", $"{bytes.Length.ToString(CultureInfo.InvariantCulture)} bytes", $"of at most {StreamLimits.MaxRecordBytes} bytes");
        }

        return new PutEntry(key, bytes, explicitHashKey is null ? null : HashKeyOf("ExplicitHashKey", explicitHashKey));
    }

    /// <summary>Reads a hash key.</summary>
    /// <exception cref="ApiFault">It is not one.</exception>
    public static UInt128 HashKeyOf(string name, string text) =>
        text.Length is > 0 and <= MaxHashKeyDigits && (text.Length == 1 || text[0] != '0')
        && !text.AsSpan().ContainsAnyExceptInRange('0', '9')
            ? UInt128.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var key)
                ? key
                : throw ApiFault.InvalidArgument($"{name} {text} is above 2^128 - 1.")
            : throw ApiFault.Constraint(name, text, "a decimal number without leading zeros");
}
