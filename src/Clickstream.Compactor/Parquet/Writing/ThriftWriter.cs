using System.Text;

namespace Clickstream.Compactor.Parquet.Writing;

/// <summary>
/// Thrift's compact protocol, as far as Parquet's footer and page headers need it. Fields of a structure are written in the order of their
/// numbers.
/// </summary>
internal ref struct ThriftWriter(ByteSink sink)
{
    private const byte True = 1;
    private const byte False = 2;
    private const byte Byte = 3;
    private const byte Int16 = 4;
    private const byte Int32 = 5;
    private const byte Int64 = 6;
    private const byte Binary = 8;
    private const byte List = 9;
    private const byte Struct = 12;
    private const int MaxShortList = 14;

    private readonly ByteSink _sink = sink;
    private readonly Stack<int> _outer = new();
    private int _last;

    public void Number(int field, int value)
    {
        Head(field, Int32);
        ZigZag(value);
    }

    public void Number(int field, long value)
    {
        Head(field, Int64);
        ZigZag(value);
    }

    public void Short(int field, short value)
    {
        Head(field, Int16);
        ZigZag(value);
    }

    public void Octet(int field, byte value)
    {
        Head(field, Byte);
        _sink.Put(value);
    }

    public void Flag(int field, bool value) => Head(field, value ? True : False);

    public void Text(int field, string value) => Bytes(field, Encoding.UTF8.GetBytes(value));

    public void Bytes(int field, ReadOnlySpan<byte> value)
    {
        Head(field, Binary);
        BytesOfList(value);
    }

    public void BeginList(int field, int count, bool ofStructs) => BeginList(field, count, ofStructs ? Struct : Int32);

    public void BeginTextList(int field, int count) => BeginList(field, count, Binary);

    public void NumberOfList(int value) => ZigZag(value);

    public void BytesOfList(ReadOnlySpan<byte> value)
    {
        _sink.PutVarint((uint)value.Length);
        _sink.Put(value);
    }

    /// <summary>Begins a structure that is a field.</summary>
    public void Begin(int field)
    {
        Head(field, Struct);
        BeginOfList();
    }

    /// <summary>Begins a structure that is an element of a list, or the outermost.</summary>
    public void BeginOfList()
    {
        _outer.Push(_last);
        _last = 0;
    }

    /// <summary>Ends the structure that was begun last.</summary>
    public void End()
    {
        _sink.Put(0);
        _last = _outer.Pop();
    }

    /// <summary>A structure without fields.</summary>
    public void Empty(int field)
    {
        Begin(field);
        End();
    }

    private void BeginList(int field, int count, byte type)
    {
        Head(field, List);
        if (count <= MaxShortList)
        {
            _sink.Put((byte)((count << 4) | type));
            return;
        }

        _sink.Put((byte)(0xF0 | type));
        _sink.PutVarint((uint)count);
    }

    // The distance to the field before and the type in one byte; Parquet has no structure with a gap of more than 15.
    private void Head(int field, byte type)
    {
        _sink.Put((byte)(((field - _last) << 4) | type));
        _last = field;
    }

    private readonly void ZigZag(long value) => _sink.PutVarint((ulong)((value << 1) ^ (value >> 63)));
}
