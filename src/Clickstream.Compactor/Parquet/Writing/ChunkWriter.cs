namespace Clickstream.Compactor.Parquet.Writing;

/// <summary>Makes the pages of one column in one row group: a dictionary, if there is one, and pages of values (data pages of version 1).</summary>
internal sealed class ChunkWriter(PageCompressor compressor)
{
    private const int DataPage = 0;
    private const int DictionaryPage = 2;
    private const int PageBytes = 1 << 20; // What buffers begin with.

    private readonly ByteSink _page = new(PageBytes);
    private readonly ByteSink _compressed = new(PageBytes);
    private readonly ByteSink _chunk = new(4 * PageBytes);
    private LeafColumn _column = null!;
    private PageEncoding _encoding;
    private int _dictionaryBytes;
    private int _pages;
    private long _values;
    private long _uncompressed;

    /// <summary>The pages so far, as they stand in the file.</summary>
    public ReadOnlyMemory<byte> Bytes => _chunk.WrittenMemory;

    /// <summary>Begins a chunk.</summary>
    public void Begin(LeafColumn column)
    {
        _column = column;
        _chunk.Clear();
        (_encoding, _dictionaryBytes, _pages, _values, _uncompressed) = (PageEncoding.Plain, 0, 0, 0, 0);
    }

    /// <summary>Puts the dictionary, before all other pages.</summary>
    /// <param name="values">The distinct values in plain encoding.</param>
    /// <param name="count">Their number.</param>
    public void PutDictionary(ReadOnlySpan<byte> values, int count)
    {
        PutPage(DictionaryPage, values, count, PageEncoding.Plain);
        _dictionaryBytes = _chunk.Length;
    }

    /// <summary>Puts a page of values.</summary>
    /// <param name="repetitions">A level for each entry; empty where the column is in no repeated group.</param>
    /// <param name="definitions">A level for each entry; empty where nothing can be absent.</param>
    /// <param name="entries">Values, absent ones too.</param>
    /// <param name="values">The values that are there, encoded.</param>
    /// <param name="encoding">How.</param>
    public void PutValues(ReadOnlySpan<int> repetitions, ReadOnlySpan<int> definitions, int entries, ReadOnlySpan<byte> values, PageEncoding encoding)
    {
        _page.Clear();
        PutLevels(repetitions, _column.MaxRepetition);
        PutLevels(definitions, _column.MaxDefinition);
        _page.Put(values);
        PutPage(DataPage, _page.Written, entries, encoding);
        _encoding = encoding;
        _values += entries;
        _pages++;
    }

    /// <summary>Ends the chunk.</summary>
    /// <param name="offset">Where in the file its first byte goes.</param>
    /// <param name="statistics">Its statistics.</param>
    public ColumnChunk End(long offset, ChunkStatistics statistics) =>
        new(_column, offset, _dictionaryBytes, _pages, _encoding, _values, _chunk.Length, _uncompressed, statistics);

    private void PutLevels(ReadOnlySpan<int> levels, int greatest)
    {
        if (greatest == 0)
        {
            return;
        }

        var at = _page.Length;
        _page.Reserve(sizeof(int));
        _page.Commit(sizeof(int)); // Their length, which is not known yet.
        HybridEncoding.Put(levels, HybridEncoding.BitsOf(greatest), _page);
        _page.PutInt32At(at, _page.Length - at - sizeof(int));
    }

    private void PutPage(int type, ReadOnlySpan<byte> content, int count, PageEncoding encoding)
    {
        _compressed.Clear();
        var isText = _column.Type == PhysicalType.ByteArray && encoding == PageEncoding.Plain;
        var length = compressor.Compress(content, isText, _compressed);
        var start = _chunk.Length;
        var thrift = new ThriftWriter(_chunk);
        thrift.BeginOfList();
        thrift.Number(1, type);
        thrift.Number(2, content.Length);
        thrift.Number(3, length);
        thrift.Begin(type == DataPage ? 5 : 7);
        thrift.Number(1, count);
        thrift.Number(2, (int)encoding);
        if (type == DataPage)
        {
            thrift.Number(3, (int)PageEncoding.Hybrid);
            thrift.Number(4, (int)PageEncoding.Hybrid);
        }

        thrift.End();
        thrift.End();
        _uncompressed += _chunk.Length - start + content.Length;
        _chunk.Put(_compressed.Written);
    }
}
