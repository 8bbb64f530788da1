using System.Reactive.Linq;
using Clickstream.Core.Alerts;
using Clickstream.Core.Alerts.Rules;

namespace Clickstream.Stream.Pipeline;

/// <summary>
/// The operator that turns batches of events into alerts, in order. Duplicates and what was put again make none.
/// </summary>
internal static class RuleAlerts
{
    public static IObservable<Alert> AlertsBy(this IObservable<ShardBatch> batches, AlertRules rules, TimeProvider clock) =>
        Observable.Create<Alert>(alerts =>
        {
            var found = new List<Alert>();
            return batches.Subscribe(batch => Emit(batch, rules, clock, found, alerts), alerts.OnError, alerts.OnCompleted);
        });

    private static void Emit(ShardBatch batch, AlertRules rules, TimeProvider clock, List<Alert> found, IObserver<Alert> alerts)
    {
        var rows = batch.Events.Rows;
        var marks = batch.Marks;
        var all = rules.LooksAtEveryEvent;
        for (var i = 0; i < rows.Length; i++)
        {
            var flags = marks[i].Flags;
            if ((all || rows[i].IsPurchase) && (flags & (InputFlags.Duplicate | InputFlags.Redelivered)) == 0)
            {
                var isFirst = (flags & InputFlags.FirstOfOrder) != 0;
                rules.Evaluate(batch.Events, rows[i], isFirst, batch.Arrival.ToDateTimeOffset(), clock.GetUtcNow(), found);
            }
        }

        found.ForEach(alerts.OnNext);
        found.Clear();
    }
}
