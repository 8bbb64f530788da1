using Clickstream.Stream.Live.State;

namespace Clickstream.Stream.Live.View;

/// <summary>Amounts by currency.</summary>
internal static class Money
{
    /// <summary>The amounts as a list in order of currency.</summary>
    public static IReadOnlyList<LiveMoney> List(IEnumerable<KeyValuePair<string, decimal>> amounts) =>
        [.. amounts.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => new LiveMoney(pair.Key, pair.Value))];

    /// <summary>The sums by currency.</summary>
    public static IReadOnlyList<LiveMoney> Sum(IEnumerable<IReadOnlyDictionary<string, decimal>> parts) => List(parts
        .SelectMany(part => part)
        .GroupBy(pair => pair.Key, (currency, pairs) => KeyValuePair.Create(currency, pairs.Sum(pair => pair.Value))));
}
