namespace Clickstream.Stream.Live.Api.Engagement;

/// <summary>The way to a purchase: events of each step, by the names that sites and SDKs give them. Pure.</summary>
internal static class Funnel
{
    private static readonly (string Step, string[] Types)[] Steps =
    [
        ("view", ["view", "product_view", "product_viewed", "view_item"]),
        ("cart", ["cart", "add_to_cart", "product_added"]),
        ("checkout", ["checkout", "begin_checkout", "checkout_started"]),
        ("purchase", ["purchase"]), // All that is a purchase has this name by now.
    ];

    /// <summary>The steps in order.</summary>
    /// <param name="types">Events by type.</param>
    public static IReadOnlyList<StepDocument> Of(IReadOnlyDictionary<string, long> types)
    {
        var counts = Steps.Select(step => step.Types.Sum(type => types.GetValueOrDefault(type))).ToArray();
        return
        [
            .. Steps.Select((step, i) => new StepDocument(
                step.Step,
                step.Types,
                counts[i],
                i == 0 ? null : Share(counts[i], counts[i - 1]),
                i == 0 ? null : Share(counts[i], counts[0]))),
        ];
    }

    private static double? Share(long part, long whole) => whole == 0 ? null : Math.Round((double)part / whole, 4);
}
