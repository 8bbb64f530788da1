using Clickstream.Compactor.Parquet.Writing;
using CsCheck;

namespace Clickstream.Compactor.Tests.Parquet.Writing;

public sealed class HybridEncodingTests
{
    // Runs of every length, with values of every width between them.
    private static readonly Gen<(int Bits, int[] Values)> Sequences =
        from bits in Gen.Int[1, 31]
        from runs in Gen.Select(Gen.Int[0, (int)((1L << bits) - 1)], Gen.Frequency((3, Gen.Int[1, 3]), (2, Gen.Int[4, 40]), (1, Gen.Int[41, 300]))).Array[0, 60]
        select (bits, runs.SelectMany(run => Enumerable.Repeat(run.Item1, run.Item2)).ToArray());

    [Fact]
    public void What_is_put_can_be_read_by_the_words_of_the_format() => Sequences.Sample(sequence =>
    {
        var sink = new ByteSink(16);
        HybridEncoding.Put(sequence.Values, sequence.Bits, sink);
        Assert.Equal(sequence.Values, Read(sink.Written, sequence.Bits, sequence.Values.Length));
    });

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 2)]
    [InlineData(4, 3)]
    [InlineData(int.MaxValue, 31)]
    public void A_value_needs_as_many_bits_as_it_has(int greatest, int bits) => Assert.Equal(bits, HybridEncoding.BitsOf(greatest));

    private static List<int> Read(ReadOnlySpan<byte> bytes, int bits, int count)
    {
        var values = new List<int>();
        var at = 0;
        while (values.Count < count)
        {
            var head = 0;
            for (var shift = 0; ; shift += 7)
            {
                head |= (bytes[at] & 0x7F) << shift;
                if (bytes[at++] < 0x80)
                {
                    break;
                }
            }

            var isPacked = (head & 1) == 1;
            var length = isPacked ? (head >> 1) * bits : (bits + 7) / 8;
            for (var i = 0; i < (isPacked ? (head >> 1) * 8 : head >> 1) && values.Count < count; i++)
            {
                var value = 0;
                for (var bit = 0; bit < bits; bit++)
                {
                    var place = (isPacked ? i * bits : 0) + bit;
                    value |= ((bytes[at + (place >> 3)] >> (place & 7)) & 1) << bit;
                }

                values.Add(value);
            }

            at += length;
        }

        Assert.Equal(bytes.Length, at);
        return values;
    }
}
