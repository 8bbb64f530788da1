using Clickstream.Core.Alerts.Windows;
using Clickstream.Core.Time;

namespace Clickstream.Core.Tests.Alerts.Windows;

public sealed class PurchaseWindowTests
{
    private static readonly PurchaseWindow ThreeInTen = new(3, TimeSpan.FromMinutes(10));

    [Theory]
    [InlineData("1 2 3", "3", "0:3")] // The third completes it.
    [InlineData("1 2", "2", "")]
    [InlineData("1 2 11", "11", "")] // The first is ten minutes before the third, which is too far.
    [InlineData("1 2 10.9", "10.9", "1:3")] // Over the boundary of the interval: the interval of the last one fires.
    [InlineData("8 9 10.9", "8", "1:3")] // Whichever came last.
    [InlineData("1 2 3 4", "2", "0:4")]
    [InlineData("1 2 3 12", "12", "")] // The last one is alone with one other.
    [InlineData("8 9 9.5 10 11", "8", "0:3 1:5")] // One that came late completes windows of both intervals.
    [InlineData("-3 -2 -1", "-1", "-1:3")]
    public void An_interval_fires_if_a_purchase_in_it_completes_a_window(string minutes, string added, string fired)
    {
        var known = minutes.Split(' ').Select(minute => Purchase(minute, minute)).ToList();
        Assert.Equal(fired, string.Join(' ', ThreeInTen.FiredBy(Purchase(added, added), known).Select(one => $"{one.Interval}:{one.Orders}")));
    }

    [Fact]
    public void Lines_of_one_order_are_one_purchase_whatever_their_times()
    {
        RememberedPurchase[] known = [Purchase("1", "a"), Purchase("1.5", "a"), Purchase("2", "b"), Purchase("8", "a")];
        Assert.Empty(ThreeInTen.FiredBy(known[3], known));
        Assert.Equal([(0L, 3)], ThreeInTen.FiredBy(known[0], [.. known, Purchase("9", "c")]));
    }

    [Fact]
    public void A_remembered_purchase_names_no_order_and_is_read_as_it_was_written()
    {
        var purchase = RememberedPurchase.Of(new EventTime(-5), "order of Alice");
        Assert.Equal(purchase, RememberedPurchase.Parse(purchase.ToString()));
        Assert.DoesNotContain("Alice", purchase.ToString(), StringComparison.Ordinal);
        Assert.Throws<FormatException>(() => RememberedPurchase.Parse("order"));
    }

    private static RememberedPurchase Purchase(string minute, string order) =>
        RememberedPurchase.Of(new EventTime((long)(decimal.Parse(minute, System.Globalization.CultureInfo.InvariantCulture) * EventTime.MicrosecondsPerMinute)), order);
}
