using System.Globalization;
using System.Text;
using Clickstream.Core.Streams;

namespace Clickstream.Local.TestHost;

/// <summary>A record whose every byte follows from its writer and number, so that a reader can tell whether it is whole.</summary>
public static class AppendedRecord
{
    /// <summary>Makes the record.</summary>
    public static PutEntry Make(string writer, int number) => new(PartitionKeyOf(writer, number), DataOf(writer, number));

    /// <summary>The writer and number of a record.</summary>
    /// <exception cref="InvalidDataException">The record is not what its writer made.</exception>
    public static (string Writer, int Number) Check(in StreamRecord record)
    {
        var text = Encoding.ASCII.GetString(record.Data.Span);
        var parts = text.Split(' ', 3);
        var (writer, number) = (parts[0], int.Parse(parts[1], CultureInfo.InvariantCulture));
        return record.PartitionKey == PartitionKeyOf(writer, number) && record.Data.Span.SequenceEqual(DataOf(writer, number))
            ? (writer, number)
            : throw new InvalidDataException($"Record {record.SequenceNumber} is not what {writer} put as number {number}.");
    }

    private static string PartitionKeyOf(string writer, int number) =>
        string.Create(CultureInfo.InvariantCulture, $"{writer}/{number % 13}");

    private static byte[] DataOf(string writer, int number)
    {
        var size = number % 10 == 0 ? 50_000 : number * 37 % 3_000;
        var head = string.Create(CultureInfo.InvariantCulture, $"{writer} {number} ");
        return Encoding.ASCII.GetBytes(head + new string((char)('a' + (number % 26)), size));
    }
}
