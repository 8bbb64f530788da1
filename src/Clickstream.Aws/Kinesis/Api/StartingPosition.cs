using Clickstream.Aws.Wire;
using Clickstream.Core.Streams;

namespace Clickstream.Aws.Kinesis.Api;

/// <summary>Writes a position as GetShardIterator and SubscribeToShard want it: a type, and a number or a time.</summary>
internal static class StartingPosition
{
    public static int FieldsOf(
        StreamPosition position) => position is StreamPosition.TrimHorizonPosition or StreamPosition.LatestPosition ? 1 : 2;

    public static void WriteFields(WireWriter writer, StreamPosition position, ReadOnlySpan<byte> typeName, ReadOnlySpan<byte> numberName)
    {
        switch (position)
        {
            case StreamPosition.TrimHorizonPosition:
                writer.Field(typeName, "TRIM_HORIZON");
                break;
            case StreamPosition.LatestPosition:
                writer.Field(typeName, "LATEST");
                break;
            case StreamPosition.AtTimestamp at:
                writer.Field(typeName, "AT_TIMESTAMP");
                writer.Name("Timestamp"u8);
                writer.Time(at.Time);
                break;
            case StreamPosition.At at:
                writer.Field(typeName, "AT_SEQUENCE_NUMBER");
                writer.Field(numberName, at.SequenceNumber.Value);
                break;
            case StreamPosition.After after:
                writer.Field(typeName, "AFTER_SEQUENCE_NUMBER");
                writer.Field(numberName, after.SequenceNumber.Value);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(position), position, "Not a position of Kinesis.");
        }
    }
}
