using System.Text;
using Clickstream.Compactor.Columns;
using CsCheck;

namespace Clickstream.Compactor.Tests.Columns;

public sealed class SortingTests
{
    private static readonly Gen<string> Texts = Gen.Frequency(
        (3, Gen.String[Gen.Char['a', 'c'], 0, 12]), (1, Gen.String[Gen.Char['\0', '\u0fff'], 0, 4]), (1, Gen.Int[0, 3_000].Select(n => $"user-{n:0000000000}")));

    [Theory]
    [InlineData(10)]
    [InlineData(3_000)]
    public void Texts_are_ranked_by_their_bytes(int most) => Texts.HashSet[0, most].Sample(
        texts =>
        {
            using var dictionary = new TextDictionary();
            var codes = texts.Select(text => dictionary.Intern(Encoding.UTF8.GetBytes(text))).ToArray();
            var ranks = TextRanks.Of(dictionary);
            var expected = codes.OrderBy(code => Convert.ToHexString(dictionary[code]), StringComparer.Ordinal).ToArray();
            Assert.Equal(expected, codes.OrderBy(code => ranks[code]));
        },
        iter: most > 1_000 ? 10 : 200);

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(20_000)]
    public void Rows_are_sorted_by_their_keys_and_ties_keep_their_order(int count)
    {
        var random = new Random(count);
        foreach (var bits in (int[])[1, 11, 33, 64])
        {
            var keys = Enumerable.Range(0, count).Select(_ => (ulong)random.NextInt64() << 1 >> (64 - bits)).ToArray();
            var rows = Enumerable.Range(0, count).ToArray();
            var expected = rows.OrderBy(row => keys[row]).ToArray();
            var sortedKeys = keys.Order().ToArray();
            RadixSort.Sort(keys, rows, bits);
            Assert.Equal(expected, rows);
            Assert.Equal(sortedKeys, keys);
        }
    }

    [Fact]
    public void Values_of_a_column_stay_when_it_grows_and_are_gone_when_it_is_released()
    {
        var memory = new ColumnMemory<long>();
        for (var i = 0; i < 300_000; i++)
        {
            memory.EnsureRoomBehind(i);
            memory[i] = i;
        }

        using var scratch = new ColumnMemory<byte>();
        memory.Reorder([299_999, 7, 0], scratch);
        Assert.Equal([299_999, 7, 0], memory.Span.ToArray());
        memory.Dispose();
        Assert.Throws<InvalidOperationException>(() => memory[0]);
        Assert.True(memory.Span.IsEmpty);
    }
}
