using System.Buffers.Binary;
using Clickstream.Core.Hashing;
using Clickstream.Core.Sketches;
using CsCheck;

namespace Clickstream.Core.Tests.Sketches;

public sealed class HyperLogLogTests
{
    private static readonly Gen<HyperLogLog> Sketches = Gen.ULong.List[0, 3_000].Select(hashes =>
    {
        var sketch = new HyperLogLog();
        hashes.ForEach(hash => sketch.Add(Murmur3.Mix64(hash)));
        return sketch;
    });

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(100)]
    [InlineData(1_000)]
    [InlineData(10_000)]
    [InlineData(100_000)]
    [InlineData(1_000_000)]
    public void The_estimate_is_within_four_standard_errors_for_every_seed(int distinct)
    {
        for (var seed = 0; seed < 10; seed++)
        {
            var sketch = Of(Enumerable.Range(seed * 10_000_000, distinct));
            var tolerance = Math.Max(1, 4 * HyperLogLog.StandardError * distinct);
            Assert.InRange(sketch.Estimate(), distinct - tolerance, distinct + tolerance);
        }
    }

    [Fact]
    public void The_mean_error_is_no_larger_than_the_standard_error_that_it_states()
    {
        const int Distinct = 50_000;
        var squares = Enumerable.Range(0, 100)
            .Average(seed => Math.Pow((Of(Enumerable.Range(seed * Distinct, Distinct)).Estimate() / (double)Distinct) - 1, 2));
        Assert.InRange(Math.Sqrt(squares), 0, HyperLogLog.StandardError * 1.25);
    }

    [Fact]
    public void Nothing_is_counted_as_zero_and_repeats_count_once()
    {
        Assert.Equal(0, new HyperLogLog().Estimate());
        Assert.Equal(1, Of(Enumerable.Repeat(5, 1_000)).Estimate());
    }

    [Fact]
    public void A_union_is_commutative_associative_and_idempotent() => Gen.Select(Sketches, Sketches, Sketches).Sample(
        (a, b, c) =>
        {
            Assert.Equal(Union(a, b), Union(b, a));
            Assert.Equal(Union(Union(a, b), c), Union(a, Union(b, c)));
            Assert.Equal(a, Union(a, a));
            Assert.Equal(a, Union(a, new HyperLogLog()));
        },
        iter: 100);

    [Fact]
    public void A_union_counts_as_if_one_sketch_had_seen_all() =>
        Assert.Equal(Of(Enumerable.Range(0, 30_000)), Union(Of(Enumerable.Range(0, 20_000)), Of(Enumerable.Range(10_000, 20_000))));

    [Fact]
    public void A_sketch_comes_back_from_its_bytes() =>
        Sketches.Sample(sketch => Assert.Equal(sketch, HyperLogLog.FromBytes(sketch.ToBytes())), iter: 200);

    [Fact]
    public void A_sketch_of_few_things_is_small() => Assert.InRange(Of(Enumerable.Range(0, 50)).ToBytes().Length, 1, 151);

    [Fact]
    public void Damaged_bytes_are_refused()
    {
        byte[][] damaged =
            [[], [0], [1], [2, 0], [2, 255, 255, 1], [2, 0, 0, 0], [2, 0, 0, 60], [1, .. new byte[4095]], [1, .. Enumerable.Repeat((byte)99, 4096)]];
        Assert.All(damaged, bytes => Assert.Throws<FormatException>(() => HyperLogLog.FromBytes(bytes)));
    }

    private static HyperLogLog Of(IEnumerable<int> things)
    {
        var sketch = new HyperLogLog();
        Span<byte> bytes = stackalloc byte[4];
        foreach (var thing in things)
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes, thing);
            sketch.Add(Murmur3.Hash64(bytes));
        }

        return sketch;
    }

    private static HyperLogLog Union(HyperLogLog a, HyperLogLog b)
    {
        var union = a.Clone();
        union.UnionWith(b);
        return union;
    }
}
