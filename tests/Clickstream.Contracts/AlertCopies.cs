using Clickstream.Core.Alerts;
using Clickstream.Core.Lake;
using Clickstream.Core.Objects;

namespace Clickstream.Contracts;

/// <summary>The channel that keeps copies of alerts, over an object store of any kind.</summary>
public static class AlertCopies
{
    /// <summary>The channel, and what is in the store.</summary>
    public static AlertChannelUnderTest Over(IObjectStore store, Func<ValueTask> cleanup) =>
        new(new AlertCopyChannel(store), _ => ReadAsync(store), TellsRepeats: true, cleanup);

    private static async Task<IReadOnlyList<Alert>> ReadAsync(IObjectStore store)
    {
        var alerts = new List<Alert>();
        await foreach (var info in store.ListAsync(LakeLayout.AlertCopies, Deadline.Token))
        {
            alerts.Add(AlertJson.Parse((await store.GetAsync(info.Key, Deadline.Token))!.Content.Span));
        }

        return alerts;
    }
}
