using System.Buffers;

namespace Clickstream.Local.KinesisApi.Wire;

/// <summary>Writes the members of an answer, in either format, straight into the buffer of the connection.</summary>
internal abstract class WireWriter : IDisposable
{
    public static WireWriter To(IBufferWriter<byte> buffer, WireFormat format) =>
        format == WireFormat.Cbor ? new CborWireWriter(buffer) : new JsonWireWriter(buffer);

    public abstract void BeginObject();

    public abstract void EndObject();

    public abstract void BeginArray();

    public abstract void EndArray();

    public abstract void Name(string name);

    public abstract void Text(string value);

    public abstract void Number(long value);

    public abstract void Flag(bool value);

    public abstract void Time(DateTimeOffset value);

    public abstract void Bytes(ReadOnlySpan<byte> value);

    /// <summary>Hands what is still held to the buffer.</summary>
    public abstract void Dispose();

    /// <summary>A member with a text; nothing if it is null, because the API leaves out what is not there.</summary>
    public void Member(string name, string? value)
    {
        if (value is not null)
        {
            Name(name);
            Text(value);
        }
    }

    public void Member(string name, long value)
    {
        Name(name);
        Number(value);
    }

    public void Member(string name, bool value)
    {
        Name(name);
        Flag(value);
    }

    public void Member(string name, DateTimeOffset value)
    {
        Name(name);
        Time(value);
    }

    public void Member(string name, ReadOnlySpan<byte> value)
    {
        Name(name);
        Bytes(value);
    }

    /// <summary>A member with a list.</summary>
    public void Member<T>(string name, IEnumerable<T> items, Action<T> write)
    {
        Name(name);
        BeginArray();
        foreach (var item in items)
        {
            write(item);
        }

        EndArray();
    }

    /// <summary>A member with an object.</summary>
    public void Member(string name, Action write)
    {
        Name(name);
        BeginObject();
        write();
        EndObject();
    }
}
