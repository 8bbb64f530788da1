using Clickstream.Core.Lake;
using Clickstream.Core.Objects;
using Clickstream.Core.Time;

namespace Clickstream.Core.Alerts;

/// <summary>Keeps a copy of each alert as an object of its own. The id is its name, so an alert that is given again replaces itself.</summary>
public sealed class AlertCopyChannel(IObjectStore objects) : IAlertChannel
{
    private const int PutsAtOnce = 8; // A put to S3 takes some tens of milliseconds; eight make 200 a second, more than a shard has purchases.

    /// <inheritdoc/>
    public string Name => "copies";

    /// <inheritdoc/>
    public Task PublishAsync(IReadOnlyList<Alert> alerts, bool mayBeRepeat, CancellationToken cancellationToken) =>
        Parallel.ForEachAsync(
            alerts,
            new ParallelOptions { MaxDegreeOfParallelism = PutsAtOnce, CancellationToken = cancellationToken },
            async (alert, token) => await objects.PutAsync(KeyOf(alert), AlertJson.Serialize(alert), token).ConfigureAwait(false));

    /// <summary>Where the copy of an alert is.</summary>
    public static ObjectKey KeyOf(Alert alert)
    {
        ArgumentNullException.ThrowIfNull(alert);
        return new($"{LakeLayout.AlertCopies}{EventTime.From(alert.EventTime).Hour.Path}/{alert.Id}.json");
    }
}
