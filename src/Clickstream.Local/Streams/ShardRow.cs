using System.Buffers.Binary;
using System.Globalization;
using Clickstream.Core.Streams;
using Clickstream.Local.Sqlite;

namespace Clickstream.Local.Streams;

/// <summary>A row of the table of shards.</summary>
internal sealed record ShardRow(
    long Number,
    HashKeyRange HashKeys,
    long? Parent,
    long? AdjacentParent,
    long Last,
    long LastArrival,
    long? ClosedAt,
    Throughput Spent)
{
    public const string Columns =
        "id, range_start, range_end, parent, adjacent_parent, last, last_arrival, closed_at, spent_records, spent_bytes, spent_at";

    private const string Prefix = "shardId-";

    public ShardId Id => IdOf(Number);

    public bool IsOpen => ClosedAt is null;

    public static ShardRow Read(Statement statement) => new(
        statement.Int64(0),
        new HashKeyRange(
            BinaryPrimitives.ReadUInt128BigEndian(statement.Blob(1)),
            BinaryPrimitives.ReadUInt128BigEndian(statement.Blob(2))),
        statement.IsNull(3) ? null : statement.Int64(3),
        statement.IsNull(4) ? null : statement.Int64(4),
        statement.Int64(5),
        statement.Int64(6),
        statement.IsNull(7) ? null : statement.Int64(7),
        new Throughput(statement.Double(8), statement.Double(9), statement.Int64(10)));

    /// <summary>The rows that a query of <see cref="Columns"/> gives.</summary>
    public static List<ShardRow> ReadAll(Statement statement)
    {
        var rows = new List<ShardRow>();
        while (statement.Step())
        {
            rows.Add(Read(statement));
        }

        statement.Reset();
        return rows;
    }

    public static ShardId IdOf(long number) => new(Prefix + number.ToString("D12", CultureInfo.InvariantCulture));

    /// <summary>The number in the name of a shard.</summary>
    /// <returns>-1, which no shard has, if the name is not one of ours.</returns>
    public static long NumberOf(ShardId id) =>
        id.Value is { } name && name.StartsWith(Prefix, StringComparison.Ordinal)
        && long.TryParse(name.AsSpan(Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && IdOf(number) == id ? number : -1;

    public static SequenceNumber SequenceOf(long recordId) => new(recordId.ToString(CultureInfo.InvariantCulture));

    public Shard ToShard() => new(
        Id,
        HashKeys,
        Parent is { } parent ? IdOf(parent) : null,
        AdjacentParent is { } adjacent ? IdOf(adjacent) : null,
        SequenceOf(StreamSchema.First(Number)),
        IsOpen ? null : SequenceOf(Math.Max(Last, StreamSchema.First(Number))));
}
