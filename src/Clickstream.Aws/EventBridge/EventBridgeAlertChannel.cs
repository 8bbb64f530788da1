using System.Text;
using Clickstream.Aws.Alerts;
using Clickstream.Aws.Batches;
using Clickstream.Aws.Configuration;
using Clickstream.Aws.Errors;
using Clickstream.Core.Alerts;

namespace Clickstream.Aws.EventBridge;

/// <summary>
/// Puts alerts on an EventBridge bus, as events of <see cref="Source"/> with the type <see cref="DetailType"/> and the alert's JSON as detail. A bus does
/// not drop repeats: a receiver does, by the alert's id. One publish at a time; a failed one may be given again, and then sends only what was not taken.
/// </summary>
public sealed class EventBridgeAlertChannel : IAlertChannel, IDisposable
{
    /// <summary>The source of the events, by which rules match.</summary>
    public const string Source = "clickstream";

    /// <summary>The type of the events, by which rules match.</summary>
    public const string DetailType = "Purchase Alert";

    private const int EntryOverhead = 1024; // Names of the bus and the like; the service counts source, type, detail and resources.

    private readonly EventBridgeOptions _options;
    private readonly EventBridgeClient _client;
    private readonly AlertPublisher _publisher;

    /// <summary>Creates the channel; nothing is sent yet.</summary>
    /// <exception cref="ArgumentException">The options are wrong.</exception>
    public EventBridgeAlertChannel(AwsEnvironment environment, EventBridgeOptions options)
    {
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(options);
        if (options.Validate() is { Count: > 0 } problems)
            throw new ArgumentException(string.Join(' ', problems), nameof(options));

        _options = options;
        _client = new EventBridgeClient(environment);
        _publisher = new AlertPublisher("events:PutEvents", $"the event bus {options.EventBus}", environment.Time);
    }

    /// <inheritdoc/>
    public string Name => _options.Name;

    /// <inheritdoc/>
    public Task PublishAsync(IReadOnlyList<Alert> alerts, bool mayBeRepeat, CancellationToken cancellationToken) =>
        _publisher.PublishAsync(alerts.Select(EntryOf), SendAsync, cancellationToken);

    /// <summary>Looks whether the bus is there. Needs events:DescribeEventBus.</summary>
    /// <exception cref="AlertDeliveryException">It is not, or may not be looked at; the message says what to do.</exception>
    public Task CheckAsync(CancellationToken cancellationToken) =>
        _publisher.CheckAsync("events:DescribeEventBus", () => _client.DescribeEventBusAsync(new DescribeEventBusRequest(_options.EventBus), cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private AlertEntry<PutEventsRequestEntry> EntryOf(Alert alert)
    {
        var overhead = EntryOverhead + _options.Resources.Sum(Encoding.UTF8.GetByteCount);
        var detail = ShortAlert.Json(alert, AlertPublisher.MaxBytes - overhead);
        return new AlertEntry<PutEventsRequestEntry>(
            alert.Id,
            Encoding.UTF8.GetByteCount(detail) + overhead,
            new PutEventsRequestEntry(Source, DetailType, detail, _options.EventBus, _options.Resources));
    }

    private async Task<IReadOnlyList<EntryFailure?>> SendAsync(IReadOnlyList<PutEventsRequestEntry> entries, CancellationToken cancellationToken)
    {
        var answer = await _client.PutEventsAsync(new PutEventsRequest(entries), cancellationToken).ConfigureAwait(false);
        return [.. entries.Select((_, index) => Outcome(answer.Entries?.ElementAtOrDefault(index)))];
    }

    private static EntryFailure? Outcome(PutEventsResultEntry? entry) => entry switch
    {
        { EventId.Length: > 0 } => null,
        { ErrorCode: { } code } => new EntryFailure(code, entry.ErrorMessage ?? string.Empty, AwsRefusal.IsTransient(code)),
        _ => EntryFailure.Unmentioned,
    };
}
