using System.Formats.Cbor;
using System.Text;
using Clickstream.Aws.Transport;
using Clickstream.Aws.Wire;

namespace Clickstream.Aws.Tests.Wire;

public class WireTests
{
    private static readonly DateTimeOffset Time = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_123);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_is_written_is_read(bool cbor)
    {
        using var buffer = new PooledBuffer(1);
        var random = new Random(3);
        long[] numbers = [0, 23, 24, 255, 256, 65_535, 65_536, uint.MaxValue, 1L << 40, -1, -500];
        var blobs = new[] { 0, 1, 300, 70_000 }.Select(size => Bytes(random, size)).ToArray();
        string[] texts = ["", "a", "quote\" back\\ slash/ ünïcödé 😀\n", new string('x', 1000)];
        Write(buffer, cbor, numbers, blobs, texts);

        var reader = WireFormat.Read(buffer, 0, buffer.Length, cbor);
        Assert.True(reader.BeginMap());
        Assert.Equal(numbers, List(reader, "Numbers", reader.Number));
        var read = List(reader, "Blobs", () => reader.Blob().ToArray());
        Assert.Equal(blobs.Select(Convert.ToHexString), read.Select(Convert.ToHexString));
        Assert.Equal(texts, List(reader, "Texts", () => reader.Text()!));
        Assert.True(reader.NextField());
        Assert.True(reader.IsField("Time"u8));
        Assert.Equal(Time, reader.Time());
        Assert.False(reader.NextField());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_is_not_wanted_is_passed_over_whole(bool cbor)
    {
        using var buffer = new PooledBuffer(1);
        Write(buffer, cbor, [1, 2], [[1], [2]], ["a"]);
        var reader = WireFormat.Read(buffer, 0, buffer.Length, cbor);
        var names = 0;
        reader.BeginMap();
        while (reader.NextField())
        {
            names++;
            reader.Skip();
        }

        Assert.Equal(4, names);
    }

    [Fact]
    public void Cbor_with_indefinite_lengths_nulls_and_base64_text_is_read()
    {
        var cbor = new CborWriter(CborConformanceMode.Lax);
        cbor.WriteStartMap(null);
        cbor.WriteTextString("Data");
        cbor.WriteTextString(Convert.ToBase64String("hello"u8));
        cbor.WriteTextString("Next");
        cbor.WriteNull();
        cbor.WriteTextString("List");
        cbor.WriteStartArray(null);
        cbor.WriteDouble(7.9);
        cbor.WriteEndArray();
        cbor.WriteTextString("Seconds");
        cbor.WriteDouble(1_700_000_000.123);
        cbor.WriteEndMap();
        using var buffer = new PooledBuffer(1);
        buffer.Append(cbor.Encode());

        var reader = WireFormat.Read(buffer, 0, buffer.Length, isCbor: true);
        reader.BeginMap();
        reader.NextField();
        Assert.Equal("hello", Encoding.UTF8.GetString(reader.Blob().Span));
        reader.NextField();
        Assert.Null(reader.Text());
        Assert.Equal([7], List(reader, "List", reader.Number));
        reader.NextField();
        Assert.Equal(Time, reader.Time());
        Assert.False(reader.NextField());
    }

    [Theory]
    [InlineData(true, "A1")]
    [InlineData(true, "81FF")]
    [InlineData(true, "")]
    [InlineData(false, "7B2261")]
    [InlineData(false, "5B5D")]
    [InlineData(false, "3C68746D6C3E")]
    public void What_is_no_message_is_a_format_error(bool cbor, string hex)
    {
        using var buffer = new PooledBuffer(1);
        buffer.Append(Convert.FromHexString(hex));
        Assert.Throws<FormatException>(() =>
        {
            var reader = WireFormat.Read(buffer, 0, buffer.Length, cbor);
            reader.BeginMap();
            while (reader.NextField())
            {
                reader.Skip();
            }
        });
    }

    [Fact]
    public void Any_bytes_are_a_message_or_a_format_error()
    {
        var random = new Random(5);
        for (var i = 0; i < 3000; i++)
        {
            using var buffer = new PooledBuffer(1);
            buffer.Append(Bytes(random, random.Next(40)));
            try
            {
                var reader = WireFormat.Read(buffer, 0, buffer.Length, isCbor: i % 2 == 0);
                if (reader.BeginMap())
                {
                    while (reader.NextField())
                    {
                        reader.Skip();
                    }
                }
            }
            catch (FormatException)
            {
                // As promised.
            }
        }
    }

    private static void Write(PooledBuffer buffer, bool cbor, long[] numbers, byte[][] blobs, string[] texts)
    {
        var writer = WireFormat.Write(buffer, cbor);
        writer.BeginMap(4);
        List(writer, "Numbers"u8, numbers, writer.Number);
        List(writer, "Blobs"u8, blobs, blob => writer.Blob(blob));
        List(writer, "Texts"u8, texts, writer.Text);
        writer.Name("Time"u8);
        writer.Time(Time);
        writer.EndMap();
        writer.Complete();
    }

    private static void List<T>(WireWriter writer, ReadOnlySpan<byte> name, T[] items, Action<T> write)
    {
        writer.Name(name);
        writer.BeginList(items.Length);
        foreach (var item in items)
        {
            write(item);
        }

        writer.EndList();
    }

    private static List<T> List<T>(WireReader reader, string name, Func<T> read)
    {
        Assert.True(reader.NextField());
        Assert.True(reader.IsField(Encoding.UTF8.GetBytes(name)));
        Assert.True(reader.BeginList());
        var items = new List<T>();
        while (reader.NextItem())
        {
            items.Add(read());
        }

        return items;
    }

    private static byte[] Bytes(Random random, int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }
}
