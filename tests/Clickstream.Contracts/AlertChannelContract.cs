using Clickstream.Core.Alerts;

namespace Clickstream.Contracts;

/// <summary>What every alert channel does: what it has returned from has arrived, whole.</summary>
public abstract class AlertChannelContract
{
    private const int MoreThanOneCall = 23; // SNS and EventBridge take ten entries a call.

    /// <summary>Makes a channel to which nothing was given yet.</summary>
    protected abstract Task<AlertChannelUnderTest> CreateAsync();

    /// <summary>Makes a channel whose receiving end is not there.</summary>
    protected abstract Task<AlertChannelUnderTest> CreateBrokenAsync();

    [Fact]
    public async Task Every_alert_arrives_once_and_whole()
    {
        await using var made = await CreateAsync();
        Alert[] alerts = [.. Enumerable.Range(0, MoreThanOneCall).Select(AlertOf)];
        await made.Channel.PublishAsync(alerts, mayBeRepeat: false, Deadline.Token);
        Assert.Equal(alerts, await SortedAsync(made, alerts.Length));
    }

    [Fact]
    public async Task What_is_unknown_of_an_alert_and_what_is_no_ASCII_arrives_as_it_is()
    {
        await using var made = await CreateAsync();
        var alert = AlertOf(1) with
        {
            UserId = null,
            ProductId = null,
            Items = 0,
            Revenue = 1234567.8901m,
            Currency = string.Empty,
            EventTime = new DateTimeOffset(2019, 10, 1, 23, 59, 59, 999, TimeSpan.Zero),
            Text = "Bought \"Söckchen & <Hüte>\" – 2 × 靴.\n",
        };
        await made.Channel.PublishAsync([alert], mayBeRepeat: false, Deadline.Token);
        Assert.Equal([alert], await SortedAsync(made, 1));
    }

    [Fact]
    public async Task An_alert_that_is_given_again_has_the_same_id_and_is_not_there_twice_where_the_channel_can_tell()
    {
        await using var made = await CreateAsync();
        await made.Channel.PublishAsync([AlertOf(1), AlertOf(2)], mayBeRepeat: false, Deadline.Token);
        await made.Channel.PublishAsync([AlertOf(2), AlertOf(3)], mayBeRepeat: true, Deadline.Token);
        Alert[] expected = made.TellsRepeats ? [AlertOf(1), AlertOf(2), AlertOf(3)] : [AlertOf(1), AlertOf(2), AlertOf(2), AlertOf(3)];
        Assert.Equal(expected, await SortedAsync(made, expected.Length));
    }

    [Fact]
    public async Task Alerts_that_do_not_arrive_are_a_failure_each_time_they_are_given()
    {
        await using var made = await CreateBrokenAsync();
        for (var attempt = 0; attempt < 2; attempt++)
        {
            var failure = await Assert.ThrowsAnyAsync<IOException>(
                () => made.Channel.PublishAsync([AlertOf(1)], mayBeRepeat: attempt > 0, Deadline.Token));
            Assert.NotEmpty(failure.Message);
        }
    }

    [Fact]
    public async Task A_publish_that_is_cancelled_before_it_begins_gives_nothing_away()
    {
        await using var made = await CreateAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => made.Channel.PublishAsync([AlertOf(1)], mayBeRepeat: false, new CancellationToken(canceled: true)));
        await made.Channel.PublishAsync([AlertOf(2)], mayBeRepeat: false, Deadline.Token);
        Assert.Equal([AlertOf(2)], await SortedAsync(made, 1));
    }

    [Fact]
    public async Task No_alerts_are_delivered_at_once()
    {
        await using var made = await CreateBrokenAsync();
        await made.Channel.PublishAsync([], mayBeRepeat: false, Deadline.Token);
        Assert.InRange(made.Channel.Name.Length, 1, 30);
    }

    // The order in which alerts arrive is promised by no channel.
    private static async Task<IEnumerable<Alert>> SortedAsync(AlertChannelUnderTest made, int count) =>
        (await made.ReceiveAsync(count)).OrderBy(alert => alert.Id, StringComparer.Ordinal);

    private static Alert AlertOf(int number) => new(
        $"purchase-{number:x32}", "purchase", $"order-{number}", "user-1", "product-1", 2, 10.5m + number, "EUR",
        DateTimeOffset.UnixEpoch.AddMinutes(number), DateTimeOffset.UnixEpoch.AddHours(1), $"Order {number}.");
}
