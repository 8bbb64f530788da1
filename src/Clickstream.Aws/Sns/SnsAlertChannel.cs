using System.Globalization;
using Clickstream.Aws.Alerts;
using Clickstream.Aws.Batches;
using Clickstream.Aws.Configuration;
using Clickstream.Core.Alerts;

namespace Clickstream.Aws.Sns;

/// <summary>
/// Publishes alerts to an SNS topic. A FIFO topic drops a repeat of the same alert within five minutes by itself; on others a receiver drops it by the
/// alert's id. One publish at a time; a failed one may be given again, and then sends only what was not taken.
/// </summary>
public sealed class SnsAlertChannel : IAlertChannel, IDisposable
{
    private readonly SnsOptions _options;
    private readonly SnsClient _client;
    private readonly AlertPublisher _publisher;

    /// <summary>Creates the channel; nothing is sent yet.</summary>
    /// <exception cref="ArgumentException">The options are wrong.</exception>
    public SnsAlertChannel(AwsEnvironment environment, SnsOptions options)
    {
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(options);
        if (options.Validate() is { Count: > 0 } problems)
            throw new ArgumentException(string.Join(' ', problems), nameof(options));

        _options = options;
        _client = new SnsClient(environment);
        _publisher = new AlertPublisher("sns:Publish", options.TopicArn, environment.Time);
    }

    /// <inheritdoc/>
    public string Name => _options.Name;

    /// <inheritdoc/>
    public Task PublishAsync(IReadOnlyList<Alert> alerts, bool mayBeRepeat, CancellationToken cancellationToken) =>
        _publisher.PublishAsync(alerts.Select(alert => SnsMessage.From(alert, _options.IsFifo, mayBeRepeat)), SendAsync, cancellationToken);

    /// <summary>Looks whether the topic is there. Needs sns:GetTopicAttributes.</summary>
    /// <exception cref="AlertDeliveryException">It is not, or may not be looked at; the message says what to do.</exception>
    public Task CheckAsync(CancellationToken cancellationToken) =>
        _publisher.CheckAsync("sns:GetTopicAttributes", () => _client.GetTopicAttributesAsync(_options.TopicArn, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private async Task<IReadOnlyList<EntryFailure?>> SendAsync(IReadOnlyList<PublishBatchRequestEntry> entries, CancellationToken cancellationToken)
    {
        var numbered = entries.Select((entry, index) => entry with { Id = index.ToString(CultureInfo.InvariantCulture) }).ToList();
        var failed = await _client.PublishBatchAsync(_options.TopicArn, numbered, cancellationToken).ConfigureAwait(false);
        var byId = failed.ToLookup(failure => failure.Id, StringComparer.Ordinal);
        return
        [
            .. numbered.Select(entry => byId[entry.Id].FirstOrDefault() is { } failure
                ? new EntryFailure(failure.Code, failure.Message, !failure.SenderFault)
                : null),
        ];
    }
}
