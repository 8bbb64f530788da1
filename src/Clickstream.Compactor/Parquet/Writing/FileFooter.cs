namespace Clickstream.Compactor.Parquet.Writing;

/// <summary>The footer of a Parquet file: its schema, and where the columns of each row group are.</summary>
internal static class FileFooter
{
    private const int Version = 1;
    private const int Optional = 1;
    private const int Repeated = 2;
    private const int MapConverted = 1;
    private const string CreatedBy = "clickstream version 0.1.0";

    /// <summary>Puts the footer.</summary>
    /// <param name="columns">The columns in order. Those of a path of three are key and value of a map.</param>
    /// <param name="groups">The row groups.</param>
    /// <param name="rows">All rows.</param>
    /// <param name="codec">The number of the codec.</param>
    /// <param name="to">Where to.</param>
    public static void Put(IReadOnlyList<LeafColumn> columns, IReadOnlyList<RowGroup> groups, long rows, int codec, ByteSink to)
    {
        var thrift = new ThriftWriter(to);
        thrift.BeginOfList();
        thrift.Number(1, Version);
        PutSchema(ref thrift, columns);
        thrift.Number(3, rows);
        thrift.BeginList(4, groups.Count, ofStructs: true);
        for (var i = 0; i < groups.Count; i++)
        {
            PutGroup(ref thrift, groups[i], i, codec);
        }

        thrift.Text(6, CreatedBy);
        thrift.BeginList(7, columns.Count, ofStructs: true);
        foreach (var _ in columns)
        {
            // Least and greatest values are compared as the type says: texts by their bytes, unsigned.
            thrift.BeginOfList();
            thrift.Empty(1);
            thrift.End();
        }

        thrift.End();
    }

    private static void PutSchema(ref ThriftWriter thrift, IReadOnlyList<LeafColumn> columns)
    {
        var fields = columns.Select(column => column.Path[0]).Distinct().ToArray();
        var maps = columns.Where(column => column.Path.Count > 1).Select(column => column.Path[0]).Distinct().Count();
        thrift.BeginList(2, 1 + columns.Count + (2 * maps), ofStructs: true);
        thrift.BeginOfList();
        thrift.Text(4, "root");
        thrift.Number(5, fields.Length);
        thrift.End();
        foreach (var field in fields)
        {
            LeafColumn[] members = [.. columns.Where(column => column.Path[0] == field)];
            if (members[0].Path.Count > 1)
            {
                PutMap(ref thrift, members[0].Path, members.Length);
            }

            foreach (var column in members)
            {
                PutColumn(ref thrift, column);
            }
        }
    }

    private static void PutMap(ref ThriftWriter thrift, IReadOnlyList<string> path, int members)
    {
        thrift.BeginOfList();
        thrift.Number(3, Optional);
        thrift.Text(4, path[0]);
        thrift.Number(5, 1);
        thrift.Number(6, MapConverted);
        thrift.Begin(10);
        thrift.Empty(2);
        thrift.End();
        thrift.End();
        thrift.BeginOfList();
        thrift.Number(3, Repeated);
        thrift.Text(4, path[1]);
        thrift.Number(5, members);
        thrift.End();
    }

    private static void PutColumn(ref ThriftWriter thrift, LeafColumn column)
    {
        thrift.BeginOfList();
        thrift.Number(1, (int)column.Type);
        thrift.Number(3, column.IsRequired ? 0 : Optional);
        thrift.Text(4, column.Path[^1]);
        PutAnnotation(ref thrift, column.Annotation);
        thrift.End();
    }

    // The older kind of annotation, which every reader knows, and beside it the newer one. Times have the older one only, see FactSchema.
    private static void PutAnnotation(ref ThriftWriter thrift, Annotation annotation)
    {
        switch (annotation)
        {
            case Annotation.Text:
                thrift.Number(6, 0);
                thrift.Begin(10);
                thrift.Empty(1);
                thrift.End();
                break;
            case Annotation.TimestampMicros:
                thrift.Number(6, 10);
                break;
            case Annotation.Number:
                thrift.Number(6, 18);
                thrift.Begin(10);
                thrift.Begin(10);
                thrift.Octet(1, 64);
                thrift.Flag(2, true);
                thrift.End();
                thrift.End();
                break;
            case Annotation.Money:
                thrift.Number(6, 5);
                thrift.Number(7, FactSchema.PriceScale);
                thrift.Number(8, FactSchema.PricePrecision);
                thrift.Begin(10);
                thrift.Begin(5);
                thrift.Number(1, FactSchema.PriceScale);
                thrift.Number(2, FactSchema.PricePrecision);
                thrift.End();
                thrift.End();
                break;
            default:
                break;
        }
    }

    private static void PutGroup(ref ThriftWriter thrift, RowGroup group, int ordinal, int codec)
    {
        thrift.BeginOfList();
        thrift.BeginList(1, group.Chunks.Count, ofStructs: true);
        foreach (var chunk in group.Chunks)
        {
            thrift.BeginOfList();
            thrift.Number(2, chunk.Offset);
            thrift.Begin(3);
            PutChunk(ref thrift, chunk, codec);
            thrift.End();
            thrift.End();
        }

        thrift.Number(2, group.Chunks.Sum(chunk => chunk.UncompressedBytes));
        thrift.Number(3, group.Rows);
        thrift.Number(5, group.Chunks[0].Offset);
        thrift.Number(6, group.Chunks.Sum(chunk => chunk.CompressedBytes));
        if (ordinal <= short.MaxValue)
        {
            thrift.Short(7, (short)ordinal);
        }

        thrift.End();
    }

    private static void PutChunk(ref ThriftWriter thrift, ColumnChunk chunk, int codec)
    {
        var hasDictionary = chunk.DictionaryBytes > 0;
        thrift.Number(1, (int)chunk.Column.Type);
        PageEncoding[] encodings = [.. new[] { PageEncoding.Plain, PageEncoding.Hybrid, chunk.Encoding }.Distinct()];
        thrift.BeginList(2, encodings.Length, ofStructs: false);
        foreach (var encoding in encodings)
        {
            thrift.NumberOfList((int)encoding);
        }

        thrift.BeginTextList(3, chunk.Column.Path.Count);
        foreach (var name in chunk.Column.Path)
        {
            thrift.BytesOfList(System.Text.Encoding.UTF8.GetBytes(name));
        }

        thrift.Number(4, codec);
        thrift.Number(5, chunk.Values);
        thrift.Number(6, chunk.UncompressedBytes);
        thrift.Number(7, chunk.CompressedBytes);
        thrift.Number(9, chunk.Offset + chunk.DictionaryBytes);
        if (hasDictionary)
        {
            thrift.Number(11, chunk.Offset);
        }

        PutStatistics(ref thrift, chunk);
        thrift.BeginList(13, hasDictionary ? 2 : 1, ofStructs: true);
        if (hasDictionary)
        {
            PutEncodingCount(ref thrift, 2, PageEncoding.Plain, 1);
        }

        PutEncodingCount(ref thrift, 0, chunk.Encoding, chunk.DataPages);
    }

    private static void PutStatistics(ref ThriftWriter thrift, ColumnChunk chunk)
    {
        var (least, greatest, absent, distinct) = chunk.Statistics;
        var isNumber = chunk.Column.Type == PhysicalType.Int64;
        thrift.Begin(12);
        if (least is not null && greatest is not null && isNumber)
        {
            // The older fields, whose order of texts is not defined.
            thrift.Bytes(1, greatest);
            thrift.Bytes(2, least);
        }

        thrift.Number(3, absent);
        if (distinct is { } count)
        {
            thrift.Number(4, count);
        }

        if (least is not null && greatest is not null)
        {
            thrift.Bytes(5, greatest);
            thrift.Bytes(6, least);
        }

        thrift.End();
    }

    private static void PutEncodingCount(ref ThriftWriter thrift, int pageType, PageEncoding encoding, int pages)
    {
        thrift.BeginOfList();
        thrift.Number(1, pageType);
        thrift.Number(2, (int)encoding);
        thrift.Number(3, pages);
        thrift.End();
    }
}

/// <summary>A row group.</summary>
/// <param name="Chunks">Its columns, in the order of the schema.</param>
/// <param name="Rows">Its rows.</param>
internal sealed record RowGroup(IReadOnlyList<ColumnChunk> Chunks, long Rows);
