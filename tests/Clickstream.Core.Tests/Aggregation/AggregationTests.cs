using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Clickstream.Core.Aggregation;
using CsCheck;

namespace Clickstream.Core.Tests.Aggregation;

public sealed class AggregationTests
{
    private static readonly Gen<(string Key, UInt128? HashKey, byte[] Data, string Origin)> Record = Gen.Select(
        Gen.OneOf(Gen.Int[0, 300].Select(user => $"user-{user}"), Gen.String[1, 256]),
        Gen.OneOf(Gen.Const((UInt128?)null), Gen.ULong.Select(upper => (UInt128?)new UInt128(upper, 1))),
        Gen.OneOf(Gen.Byte.Array[0, 300], Gen.Byte.Array[16_000, 17_000]),
        Gen.OneOf(Gen.Const(string.Empty), Gen.Int[0, 1000].Select(number => $"p-1/AbCdEfGhIjk/{number}")));

    [Fact]
    public void What_is_packed_is_unpacked_and_its_size_was_known_before()
    {
        var builder = new AggregatedRecordBuilder(); // The same one throughout: Clear must leave nothing behind.
        Record.Array[1, 400].Sample(
            records =>
            {
                builder.Clear();
                foreach (var (key, hashKey, data, origin) in records)
                {
                    var (keyBytes, originBytes) = (Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(origin));
                    var expected = builder.SizeAfter(keyBytes, hashKey, data.Length, originBytes.Length);
                    builder.Add(keyBytes, hashKey, data, originBytes);
                    Assert.Equal(expected, builder.Size);
                }

                var built = builder.Build();
                Assert.Equal(builder.Size, built.Length);
                Assert.True(AggregatedRecordReader.TryOpen(built.Span, out var reader));
                Assert.Equal((records.Length, records.Length), (builder.Count, reader.Count));
                foreach (var (key, hashKey, data, origin) in records)
                {
                    Assert.True(reader.TryRead(out var record));
                    Assert.Equal(Encoding.UTF8.GetBytes(key), record.PartitionKey);
                    Assert.Equal(hashKey, record.ExplicitHashKey);
                    Assert.Equal(data, record.Data);
                    Assert.Equal(Encoding.UTF8.GetBytes(origin), record.Origin);
                }

                Assert.False(reader.TryRead(out _));
                Assert.False(reader.TryRead(out _));
            },
            iter: 60,
            threads: 1);
    }

    [Fact]
    public void Records_that_are_built_together_are_those_that_are_built_alone() => Record.Array[1, 60].Array[1, 11].Sample(
        contents =>
        {
            var builders = Array.ConvertAll(contents, BuilderOf);
            var together = AggregatedRecordBuilder.BuildTogether(builders);
            Assert.Equal(contents.Select(records => BuilderOf(records).Build().ToArray()), together.Select(record => record.ToArray()));
        },
        iter: 20,
        threads: 1);

    [Fact]
    public void A_record_of_another_kind_or_with_one_wrong_byte_is_a_plain_record()
    {
        Assert.False(AggregatedRecordReader.TryOpen([], out _));
        Assert.False(AggregatedRecordReader.TryOpen("{\"event_type\":\"view\"}"u8, out _));
        var whole = Built();
        for (var i = 0; i < whole.Length; i++)
        {
            var damaged = whole.ToArray();
            damaged[i] ^= 0x10;
            Assert.False(AggregatedRecordReader.TryOpen(damaged, out _));
            Assert.False(AggregatedRecordReader.TryOpen(whole.AsSpan(0, i), out _));
        }
    }

    [Fact]
    public void Any_message_with_a_right_digest_is_taken_whole_or_not_at_all()
    {
        var message = Built()[4..^16];
        var random = new Random(7);
        var opened = 0;
        for (var i = 0; i < 20_000; i++)
        {
            var mutated = message.ToArray();
            for (var change = random.Next(1, 4); change > 0; change--)
            {
                mutated[random.Next(mutated.Length)] = (byte)random.Next(256);
            }

            if (AggregatedRecordReader.TryOpen(Sealed(mutated), out var reader))
            {
                opened++;
                var count = 0;
                for (; reader.TryRead(out _); count++)
                {
                }

                Assert.Equal(reader.Count, count);
            }
        }

        Assert.InRange(opened, 100, 19_900);
    }

    [Theory]
    [InlineData("")] // Nothing in it.
    [InlineData("0a036b6579")] // A key and no record.
    [InlineData("1a0408001a00")] // A record whose key is not there.
    [InlineData("0a036b65791a021a00")] // A record without a key.
    [InlineData("0a036b65791a020800")] // A record without data.
    [InlineData("0a036b65791206313233783435" + "1a0408001a00")] // A hash key that is no number.
    [InlineData("0a036b65791a06080010001a00")] // A hash key that is not there.
    [InlineData("0a036b6579180108011a0408001a00")] // A record as a number.
    [InlineData("0a036b65791a0408001a001b1c")] // A group.
    public void A_message_that_makes_no_sense_is_a_plain_record(string hex) =>
        Assert.False(AggregatedRecordReader.TryOpen(Sealed(Convert.FromHexString(hex)), out _));

    [Fact]
    public void Unknown_fields_and_tags_are_passed_over_and_tables_may_follow_records()
    {
        // Field 9 as a number; a record (16 bytes) with its key, its data, a field 9 and a tag x=y; then the table.
        var message = Convert.FromHexString("4805" + "1a10" + "0800" + "1a0161" + "4a0162" + "2206" + "0a0178" + "120179" + "0a036b6579");
        Assert.True(AggregatedRecordReader.TryOpen(Sealed(message), out var reader));
        Assert.True(reader.TryRead(out var record));
        Assert.Equal(("key", "a", 0), (Encoding.UTF8.GetString(record.PartitionKey), Encoding.UTF8.GetString(record.Data), record.Origin.Length));
    }

    [Fact]
    public void Very_many_keys_are_told_apart()
    {
        var builder = new AggregatedRecordBuilder();
        for (var i = 0; i < 20_000; i++)
        {
            builder.Add(Encoding.UTF8.GetBytes((i % 10_000).ToString(CultureInfo.InvariantCulture)), null, "x"u8, default);
        }

        Assert.True(AggregatedRecordReader.TryOpen(builder.Build().Span, out var reader));
        for (var i = 0; i < 20_000; i++)
        {
            Assert.True(reader.TryRead(out var record));
            Assert.Equal((i % 10_000).ToString(CultureInfo.InvariantCulture), Encoding.UTF8.GetString(record.PartitionKey));
        }
    }

    [Fact]
    public void A_record_that_was_built_may_grow_and_be_built_again()
    {
        var builder = BuilderOf([("pk1", null, [1, 2, 3], "p/s/1")]);
        builder.Build();
        var longKey = new string('k', 5_000); // Longer than what is kept free for keys.
        builder.Add(Encoding.UTF8.GetBytes(longKey), UInt128.MaxValue, [4, 5], "p/s/2"u8);
        Assert.Equal(
            BuilderOf([("pk1", null, [1, 2, 3], "p/s/1"), (longKey, UInt128.MaxValue, [4, 5], "p/s/2")]).Build().ToArray(), builder.Build().ToArray());
        Assert.True(AggregatedRecordReader.TryOpen(builder.Build().Span, out var reader));
        Assert.Equal(2, reader.Count);
    }

    [Fact]
    public void Nothing_is_built_together_with_nothing() => Assert.Empty(AggregatedRecordBuilder.BuildTogether([]));

    private static AggregatedRecordBuilder BuilderOf((string Key, UInt128? HashKey, byte[] Data, string Origin)[] records)
    {
        var builder = new AggregatedRecordBuilder();
        foreach (var (key, hashKey, data, origin) in records)
        {
            builder.Add(Encoding.UTF8.GetBytes(key), hashKey, data, Encoding.UTF8.GetBytes(origin));
        }

        return builder;
    }

    [Fact]
    public void Nothing_cannot_be_built() => Assert.Throws<InvalidOperationException>(() => new AggregatedRecordBuilder().Build());

    private static byte[] Built()
    {
        var builder = new AggregatedRecordBuilder();
        builder.Add("pk1"u8, null, "one"u8, "p/s/1"u8);
        builder.Add("pk2"u8, UInt128.MaxValue, "two"u8, default);
        builder.Add("pk1"u8, null, "three"u8, "p/s/2"u8);
        return builder.Build().ToArray();
    }

    private static byte[] Sealed(byte[] message)
    {
#pragma warning disable CA5351 // The format is defined with MD5.
        return [0xF3, 0x89, 0x9A, 0xC2, .. message, .. MD5.HashData(message)];
#pragma warning restore CA5351
    }
}
