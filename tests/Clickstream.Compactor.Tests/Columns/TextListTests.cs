using System.Text;
using Clickstream.Compactor.Columns;

namespace Clickstream.Compactor.Tests.Columns;

public sealed class TextListTests
{
    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 1)]
    [InlineData(3, 50)]
    [InlineData(4, 1000)]
    public void Texts_of_one_length_or_of_many_are_those_that_were_set(int seed, int rowsOfAnotherLength)
    {
        var (random, expected) = (new Random(seed), new List<string>());
        using var list = new TextList();
        const int Rows = 2_000;
        for (var row = 0; row < Rows; row++)
        {
            list.EnsureCapacity(row + 2);
            var text = random.Next(Rows) < rowsOfAnotherLength ? new string('x', random.Next(40)) : random.Next(100_000, 1_000_000).ToString(System.Globalization.CultureInfo.InvariantCulture);
            expected.Add(text);
            list.Set(row, Encoding.UTF8.GetBytes(text));
            if (random.Next(10) == 0)
            {
                // A row behind the last one is tried in, and copied over an earlier one, as duplicates are.
                var known = random.Next(expected.Count);
                list.Set(row + 1, Encoding.UTF8.GetBytes("trying"));
                list.Copy(row + 1, known);
                expected[known] = "trying";
            }
        }

        Assert.Equal(expected, Read(list, Rows));
        var order = Enumerable.Range(0, Rows).Where(row => row % 3 != 0).ToArray();
        random.Shuffle(order);
        using var scratch = new ColumnMemory<byte>();
        list.Reorder(order, scratch);
        Assert.Equal(order.Select(row => expected[row]), Read(list, order.Length));
        Assert.True(list.BytesOf(order.Length) > 0);
    }

    [Fact]
    public void Empty_texts_may_come_first()
    {
        using var list = new TextList();
        list.EnsureCapacity(3);
        list.Set(0, default);
        list.Set(1, "ab"u8);
        list.Set(2, default);
        Assert.Equal(["", "ab", ""], Read(list, 3));
    }

    private static List<string> Read(TextList list, int rows) => Enumerable.Range(0, rows).Select(row => Encoding.UTF8.GetString(list[row])).ToList();
}
