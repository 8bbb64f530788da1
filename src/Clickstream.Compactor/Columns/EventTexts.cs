using Clickstream.Core.Events;

namespace Clickstream.Compactor.Columns;

/// <summary>Takes one text column out of events.</summary>
internal static class EventTexts
{
    private delegate TextSlice Getter(in EventRow row);

    // In the order of TextField.
    private static readonly Getter[] Getters =
    [
        static (in EventRow row) => row.EventType,
        static (in EventRow row) => row.UserId,
        static (in EventRow row) => row.AnonymousId,
        static (in EventRow row) => row.SessionId,
        static (in EventRow row) => row.PageUrl,
        static (in EventRow row) => row.ReferrerUrl,
        static (in EventRow row) => row.DeviceType,
        static (in EventRow row) => row.Os,
        static (in EventRow row) => row.Browser,
        static (in EventRow row) => row.Country,
        static (in EventRow row) => row.Ip,
        static (in EventRow row) => row.UserAgent,
        static (in EventRow row) => row.ProductId,
        static (in EventRow row) => row.OrderId,
        static (in EventRow row) => row.Currency,
    ];

    /// <summary>The texts of a column.</summary>
    public static void Gather(TextField field, ReadOnlySpan<EventRow> rows, ReadOnlySpan<int> kept, Span<TextSlice> slices)
    {
        var get = Getters[(int)field];
        for (var i = 0; i < kept.Length; i++)
        {
            slices[i] = get(in rows[kept[i]]);
        }
    }
}
