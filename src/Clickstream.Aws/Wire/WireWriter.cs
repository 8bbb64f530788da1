namespace Clickstream.Aws.Wire;

/// <summary>Writes one message, in CBOR or JSON. Maps and lists say their size first, because CBOR does.</summary>
internal abstract class WireWriter
{
    public abstract void BeginMap(int fields);

    public abstract void EndMap();

    public abstract void BeginList(int items);

    public abstract void EndList();

    /// <summary>The name of a field, in UTF-8.</summary>
    public abstract void Name(ReadOnlySpan<byte> name);

    public abstract void Text(string value);

    public abstract void Number(long value);

    public abstract void Flag(bool value);

    public abstract void Blob(ReadOnlySpan<byte> value);

    public abstract void Time(DateTimeOffset value);

    /// <summary>Writes out what is still held back.</summary>
    public abstract void Complete();

    public void Field(ReadOnlySpan<byte> name, string value)
    {
        Name(name);
        Text(value);
    }

    public void Flag(ReadOnlySpan<byte> name, bool value)
    {
        Name(name);
        Flag(value);
    }

    public void Field(ReadOnlySpan<byte> name, long value)
    {
        Name(name);
        Number(value);
    }
}
