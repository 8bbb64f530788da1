using System.Formats.Cbor;
using System.Runtime.InteropServices;
using System.Text;

namespace Clickstream.Aws.Wire;

/// <summary>Reads CBOR. Liberal in what emulators do: base64 text for bytes, times with or without a tag, in seconds or milliseconds.</summary>
internal sealed class CborWireReader(byte[] buffer, int start, int length) : WireReader
{
    private readonly CborReader _cbor = new(buffer.AsMemory(start, length), CborConformanceMode.Lax);
    private ReadOnlyMemory<byte> _field;

    public override bool BeginMap()
    {
        if (IsNull())
        {
            return false;
        }

        Guard(static cbor => cbor.ReadStartMap());
        return true;
    }

    public override bool NextField()
    {
        if (Peek() == CborReaderState.EndMap)
        {
            _cbor.ReadEndMap();
            return false;
        }

        _field = TextBytes();
        return true;
    }

    public override bool IsField(ReadOnlySpan<byte> name) => _field.Span.SequenceEqual(name);

    public override bool BeginList()
    {
        if (IsNull())
        {
            return false;
        }

        Guard(static cbor => cbor.ReadStartArray());
        return true;
    }

    public override bool NextItem()
    {
        if (Peek() != CborReaderState.EndArray)
        {
            return true;
        }

        _cbor.ReadEndArray();
        return false;
    }

    public override string? Text() => IsNull() ? null : Guard(static cbor => cbor.ReadTextString());

    public override ReadOnlyMemory<byte> TextBytes() => IsNull()
        ? default
        : Peek() == CborReaderState.TextString
            ? Guard(static cbor => cbor.ReadDefiniteLengthTextStringBytes())
            : Encoding.UTF8.GetBytes(Guard(static cbor => cbor.ReadTextString()));

    public override long Number() => IsNull() ? 0 : Peek() switch
    {
        CborReaderState.UnsignedInteger or CborReaderState.NegativeInteger => Guard(static cbor => cbor.ReadInt64()),
        _ => (long)Guard(static cbor => cbor.ReadDouble()),
    };

    public override ReadOnlyMemory<byte> Blob() => Peek() switch
    {
        CborReaderState.ByteString => Guard(static cbor => cbor.ReadDefiniteLengthByteString()),
        CborReaderState.TextString => Base64InPlace.Decode(MemoryMarshal.AsMemory(Guard(static cbor => cbor.ReadDefiniteLengthTextStringBytes()))),
        CborReaderState.Null => Null(),
        _ => Guard(static cbor => cbor.ReadByteString()),
    };

    public override DateTimeOffset Time()
    {
        if (Peek() == CborReaderState.Tag)
        {
            _cbor.ReadTag();
        }

        return WireFormat.TimeOf(Peek() is CborReaderState.UnsignedInteger or CborReaderState.NegativeInteger
            ? Guard(static cbor => cbor.ReadInt64())
            : Guard(static cbor => cbor.ReadDouble()));
    }

    public override void Skip() => Guard(static cbor =>
    {
        cbor.SkipValue();
        return 0;
    });

    private bool IsNull()
    {
        if (Peek() != CborReaderState.Null)
        {
            return false;
        }

        _cbor.ReadNull();
        return true;
    }

    private ReadOnlyMemory<byte> Null()
    {
        _cbor.ReadNull();
        return default;
    }

    private CborReaderState Peek() => Guard(static cbor => cbor.PeekState());

    private T Guard<T>(Func<CborReader, T> read)
    {
        try
        {
            return read(_cbor);
        }
        catch (Exception cause) when (cause is CborContentException or InvalidOperationException or OverflowException)
        {
            throw new FormatException($"The CBOR of the answer is not as expected: {cause.Message}", cause);
        }
    }
}
