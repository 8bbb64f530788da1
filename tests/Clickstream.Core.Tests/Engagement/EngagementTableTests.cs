using Clickstream.Core.Engagement;
using Clickstream.Core.Time;
using CsCheck;

namespace Clickstream.Core.Tests.Engagement;

public sealed class EngagementTableTests
{
    // The value is a function of the identity and of how far it saw, as it is in a shard.
    private static readonly Gen<MinuteResult> Rows = Gen.Select(Gen.Int[0, 2], Gen.Int[0, 1], Gen.Int[0, 1], Gen.Int[8, 12]).Select(
        (minute, shard, partial, through) =>
            Results.Of(minute, $"shard-{shard}", $"{partial}:0:0", through, (minute * 7) + (shard * 5) + partial + through));

    [Fact]
    public void Of_each_partial_the_row_that_saw_most_holds_and_partials_are_summed()
    {
        var table = new EngagementTable();
        Assert.True(table.Add(Results.Of(1, "s1", "9:0:0", 10, 5)));
        Assert.True(table.Add(Results.Of(1, "s1", "9:0:0", 100, 6)));
        Assert.False(table.Add(Results.Of(1, "s1", "9:0:0", 99, 7)));
        Assert.True(table.Add(Results.Of(1, "s1", "95:0:0", 99, 1)));
        Assert.True(table.Add(Results.Of(1, "s2", "9:0:0", 9, 20)));
        var minute = table.Get(new Minute(1))!;
        Assert.Equal(27, minute.Events);
        Assert.Equal(3, minute.Duplicates);
        Assert.Equal(276.75m, minute.Revenue["EUR"]);
        Assert.Equal(20, minute.Users.Estimate());
        Assert.Equal(6 / 4.0, minute.Conversion);
        Assert.Equal(27, minute.ByType["purchase"]);
        Assert.Equal(27, minute.ByDevice["mobile"]);
        Assert.Equal(0, minute.ByCountry["US"]);
        Assert.Equal(9, minute.TopPages.Items[0].Count);
    }

    [Fact]
    public void Order_and_repetition_of_rows_change_nothing() => Gen.Select(Rows.Array[1, 30], Gen.Int[0, 1_000_000]).Sample(
        (rows, seed) =>
        {
            var shuffled = rows.Concat(rows.Take(rows.Length / 2)).ToArray();
            new Random(seed).Shuffle(shuffled);
            Assert.Equal(Describe(rows), Describe(shuffled));
        },
        iter: 100);

    [Fact]
    public void A_minute_is_early_as_long_as_one_shard_says_so()
    {
        var table = new EngagementTable();
        table.Add(Results.Of(1, "s1", "1:0:0", 1, 1));
        table.Add(Results.Of(1, "s2", "1:0:0", 1, 1) with { State = MinuteState.Early });
        Assert.Equal(MinuteState.Early, table.Get(new Minute(1))!.State);
        Assert.True(table.Add(Results.Of(1, "s2", "1:0:0", 1, 1) with { State = MinuteState.Restated }));
        Assert.Equal(MinuteState.Restated, table.Get(new Minute(1))!.State);
    }

    [Fact]
    public void A_reader_can_forget_old_minutes()
    {
        var table = new EngagementTable();
        table.Add(Results.Of(1, "s1", "1:0:0", 1, 1));
        table.Add(Results.Of(2, "s1", "1:0:0", 1, 1));
        table.RemoveBefore(new Minute(2));
        Assert.Equal([new Minute(2)], table.Minutes);
        Assert.Null(table.Get(new Minute(1)));
    }

    [Fact]
    public void Results_of_several_minutes_are_not_merged() =>
        Assert.Throws<ArgumentException>(() => MinuteResult.Merge([Results.Of(1, "s", "1:0:0", 1, 1), Results.Of(2, "s", "1:0:0", 1, 1)]));

    private static string Describe(IEnumerable<MinuteResult> rows)
    {
        var table = new EngagementTable();
        foreach (var row in rows)
        {
            table.Add(row);
        }

        return string.Concat(table.Merged().Select(EngagementLineTests.Line));
    }
}
