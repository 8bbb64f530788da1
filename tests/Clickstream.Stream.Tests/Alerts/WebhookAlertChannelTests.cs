using System.Globalization;
using System.Text;
using System.Text.Json;
using Clickstream.Core.Alerts;
using Clickstream.Core.Alerts.Webhooks;

namespace Clickstream.Stream.Tests.Alerts;

public sealed class WebhookAlertChannelTests : IAsyncLifetime
{
    private const string Secret = "a secret of some length";
    private WebhookReceiver _receiver = null!;

    public async Task InitializeAsync() => _receiver = await WebhookReceiver.StartAsync();

    public async Task DisposeAsync() => await _receiver.DisposeAsync();

    [Fact]
    public async Task Alerts_arrive_in_order_as_one_signed_document()
    {
        using var channel = NewChannel();
        await channel.PublishAsync([Samples.Alert("1"), Samples.Alert("2")], mayBeRepeat: false, CancellationToken.None);

        var request = Assert.Single(_receiver.Requests);
        using var body = JsonDocument.Parse(request.Body);
        Assert.False(body.RootElement.GetProperty("may_be_repeat").GetBoolean());
        Assert.Equal(["1", "2"], body.RootElement.GetProperty("alerts").EnumerateArray().Select(alert => alert.GetProperty("order").GetString()));
        var timestamp = long.Parse(request.Headers[WebhookSignature.TimestampHeader], CultureInfo.InvariantCulture);
        Assert.True(WebhookSignature.IsValid(Secret, timestamp, request.Body, request.Headers[WebhookSignature.SignatureHeader]));
        Assert.False(WebhookSignature.IsValid("another secret", timestamp, request.Body, request.Headers[WebhookSignature.SignatureHeader]));
    }

    [Fact]
    public async Task A_repeat_carries_the_same_id_and_says_that_it_may_be_one()
    {
        using var channel = NewChannel();
        await channel.PublishAsync([Samples.Alert("1")], mayBeRepeat: false, CancellationToken.None);
        await channel.PublishAsync([Samples.Alert("1")], mayBeRepeat: true, CancellationToken.None);

        var ids = _receiver.Requests.SelectMany(request => request.AlertIds).ToList();
        Assert.Equal(2, ids.Count);
        Assert.Single(ids.Distinct());
        Assert.Contains("\"may_be_repeat\":true", Encoding.UTF8.GetString(_receiver.Requests[1].Body), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(500, true)]
    [InlineData(503, true)]
    [InlineData(429, true)]
    [InlineData(408, true)]
    [InlineData(400, false)]
    [InlineData(401, false)]
    [InlineData(302, false)]
    public async Task An_answer_that_is_no_success_says_whether_to_try_again(int status, bool isTransient)
    {
        _receiver.Answer = _ => new WebhookAnswer(status, RetryAfter: "3");
        using var channel = NewChannel();
        var failure = await Assert.ThrowsAsync<AlertDeliveryException>(() => PublishAsync(channel));
        Assert.Equal(isTransient, failure.IsTransient);
        Assert.Equal(TimeSpan.FromSeconds(3), failure.RetryAfter);
    }

    [Fact]
    public async Task A_receiver_that_does_not_answer_is_given_up_after_the_time_out()
    {
        using var never = new CancellationTokenSource();
        _receiver.Answer = _ => new WebhookAnswer(200, Until: never.Token);
        using var channel = NewChannel(TimeSpan.FromMilliseconds(200));
        var failure = await Assert.ThrowsAsync<AlertDeliveryException>(() => PublishAsync(channel));
        Assert.True(failure.IsTransient);
        await never.CancelAsync();
    }

    [Fact]
    public async Task A_receiver_that_is_not_there_is_a_transient_failure_without_the_address()
    {
        using var channel = NewChannel();
        await _receiver.DisposeAsync();
        var failure = await Assert.ThrowsAsync<AlertDeliveryException>(() => PublishAsync(channel));
        Assert.True(failure.IsTransient);
        Assert.DoesNotContain("token", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Wrong_options_are_all_named_at_once()
    {
        var options = new WebhookOptions { Url = new Uri("ftp://host/"), Secret = "short", Timeout = TimeSpan.Zero, Name = "a/b" };
        Assert.Equal(4, options.Validate().Count);
    }

    private static Task PublishAsync(WebhookAlertChannel channel) => channel.PublishAsync([Samples.Alert("1")], false, CancellationToken.None);

    private WebhookAlertChannel NewChannel(TimeSpan? timeout = null) => new(
        new WebhookOptions { Url = new Uri(_receiver.Address, "hook?token=abc"), Secret = Secret, Timeout = timeout ?? TimeSpan.FromSeconds(30) },
        TimeProvider.System);
}
