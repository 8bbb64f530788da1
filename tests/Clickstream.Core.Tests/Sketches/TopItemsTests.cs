using System.Text;
using Clickstream.Core.Hashing;
using Clickstream.Core.Sketches;
using CsCheck;

namespace Clickstream.Core.Tests.Sketches;

public sealed class TopItemsTests
{
    // Item numbers with a power law: few are frequent, very many are rare.
    private static readonly Gen<int[]> Occurrences = Gen.Double[0, 1].Select(x => (int)(Math.Pow(x, 6) * 5_000)).Array[0, 20_000];

    [Fact]
    public void Few_items_are_counted_exactly()
    {
        var top = Count(Enumerable.Range(0, 100).SelectMany(item => Enumerable.Repeat(item, item + 1)));
        Assert.Equal(0, top.MaxError);
        Assert.Equal(new TopItem("item-99", 100), top.Items[0]);
        Assert.Equal(100, top.Items.Count);
        Assert.Equal(5_050, top.Total);
    }

    [Fact]
    public void Every_count_is_within_the_stated_error() =>
        Occurrences.Sample(occurrences => AssertBounds(Count(occurrences), occurrences), iter: 50);

    [Fact]
    public void The_stated_error_is_at_most_two_hundredths_of_the_total() => Occurrences.Sample(
        occurrences =>
        {
            var top = Count(occurrences);
            Assert.InRange(top.MaxError, 0, top.Total * 2.0 / TopItems.Capacity);
        },
        iter: 50);

    [Fact]
    public void A_merge_keeps_every_count_within_the_stated_error() => Gen.Select(Occurrences, Occurrences, Occurrences).Sample(
        (a, b, c) =>
        {
            var merged = TopItems.Merge([TopItems.Merge([Count(a), Count(b)]), Count(c)]);
            AssertBounds(merged, [.. a, .. b, .. c]);
            Assert.Equal(Text(TopItems.Merge([Count(a), Count(b)])), Text(TopItems.Merge([Count(b), Count(a)])));
        },
        iter: 20);

    [Fact]
    public void A_counter_that_is_restored_goes_on_as_the_original_would() => Gen.Select(Occurrences, Occurrences).Sample(
        (before, after) =>
        {
            var original = new TopItemCounter();
            Add(original, before);
            using var memory = new MemoryStream();
            using var writer = new BinaryWriter(memory);
            original.Save(writer);
            memory.Position = 0;
            using var reader = new BinaryReader(memory);
            var restored = TopItemCounter.Load(reader);
            Add(original, after);
            Add(restored, after);
            Assert.Equal(Text(original.Summarize()), Text(restored.Summarize()));
        },
        iter: 20);

    [Fact]
    public void A_long_name_is_cut_between_characters()
    {
        var counter = new TopItemCounter();
        counter.Add(Encoding.UTF8.GetBytes(new string('x', TopItemCounter.MaxNameBytes - 1) + "é"), 42);
        Assert.Equal(new string('x', TopItemCounter.MaxNameBytes - 1), counter.Summarize().Items[0].Name);
    }

    [Fact]
    public void Nothing_at_all_can_be_merged() => Assert.Equal(0, TopItems.Merge([TopItems.Empty, TopItems.Empty]).Total);

    private static void AssertBounds(TopItems top, int[] occurrences)
    {
        Assert.Equal(occurrences.Length, top.Total);
        var listed = top.Items.ToDictionary(item => item.Name, item => item.Count);
        foreach (var truth in occurrences.CountBy(item => item))
        {
            var count = listed.GetValueOrDefault($"item-{truth.Key}");
            Assert.InRange(truth.Value, count, count + top.MaxError);
        }
    }

    private static TopItems Count(IEnumerable<int> occurrences)
    {
        var counter = new TopItemCounter();
        Add(counter, occurrences);
        return counter.Summarize();
    }

    private static void Add(TopItemCounter counter, IEnumerable<int> occurrences)
    {
        foreach (var item in occurrences)
        {
            var name = Encoding.UTF8.GetBytes($"item-{item}");
            counter.Add(name, Murmur3.Hash64(name));
        }
    }

    private static string Text(TopItems top) => $"{top.Total} {top.MaxError} {string.Join(',', top.Items)}";

    [Fact]
    public void Long_names_that_are_equal_after_the_cut_are_one_item()
    {
        var counter = new TopItemCounter();
        counter.Add(Encoding.UTF8.GetBytes(new string('x', TopItemCounter.MaxNameBytes) + "a"), 1);
        counter.Add(Encoding.UTF8.GetBytes(new string('x', TopItemCounter.MaxNameBytes) + "b"), 2);
        var only = Assert.Single(counter.Summarize().Items);
        Assert.Equal(2, only.Count);
    }
}
