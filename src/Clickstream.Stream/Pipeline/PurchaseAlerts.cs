using System.Reactive.Linq;
using Clickstream.Core.Alerts;

namespace Clickstream.Stream.Pipeline;

/// <summary>
/// The operator that turns batches of events into purchase alerts: one for the first event of each order in the shard, in order.
/// </summary>
internal static class PurchaseAlerts
{
    public static IObservable<Alert> Purchases(this IObservable<ShardBatch> batches, TimeProvider clock) =>
        Observable.Create<Alert>(alerts => batches.Subscribe(batch => Emit(batch, clock, alerts), alerts.OnError, alerts.OnCompleted));

    private static void Emit(ShardBatch batch, TimeProvider clock, IObserver<Alert> alerts)
    {
        var rows = batch.Events.Rows;
        var marks = batch.Marks;
        for (var i = 0; i < rows.Length; i++)
        {
            if ((marks[i].Flags & InputFlags.FirstOfOrder) != 0)
            {
                alerts.OnNext(PurchaseAlert.From(batch.Events, batch.Events.Rows[i], clock.GetUtcNow()));
            }
        }
    }
}
