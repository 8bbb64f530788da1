using Clickstream.Core.Alerts;

namespace Clickstream.Stream.Tests.Alerts;

internal static class Samples
{
    public static Alert Alert(string order) => new(
        $"alert-{order}",
        "purchase",
        order,
        "user",
        "product",
        1,
        9.99m,
        "USD",
        new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
        new DateTimeOffset(2026, 1, 2, 3, 4, 6, TimeSpan.Zero),
        $"Order {order}");
}
