namespace Clickstream.Core.Alerts;

/// <summary>A way by which alerts leave: a file, a webhook, SNS.</summary>
public interface IAlertChannel
{
    /// <summary>A short name for logs and metrics.</summary>
    string Name { get; }

    /// <summary>
    /// Returns when the alerts are delivered. An alert that is given again (<paramref name="mayBeRepeat"/>) after a crash must not appear twice
    /// where the channel can tell; otherwise it carries the same id. While a shard changes hands, both holders may give the same alert at once.
    /// </summary>
    /// <exception cref="AlertDeliveryException">They were not taken, or only some of them; any other failure is treated as transient.</exception>
    Task PublishAsync(IReadOnlyList<Alert> alerts, bool mayBeRepeat, CancellationToken cancellationToken);
}
