using System.Globalization;
using System.Text.Json;
using Clickstream.Compactor.Tests.Lake;

namespace Clickstream.Compactor.Tests.Dimensions;

/// <summary>The right rows of the star, counted in the plainest way: from all accepted events at once, in order of time.</summary>
internal static class StarRecount
{
    private const long Day = 86_400_000_000;

    public static IReadOnlyList<string> Users(IEnumerable<TestInput> accepted) => [.. ByUser(accepted).Select(events =>
    {
        var devices = events.Where(input => input.Device is not null).GroupBy(input => input.Device!).OrderBy(same => same.Key, StringComparer.Ordinal);
        return Text(
            events[0].User,
            AsOf(events, long.MaxValue, input => input.Country),
            AsOf(events, long.MaxValue, Signup),
            string.Join(',', devices.Select(same => $"{same.Key}={same.Count()}")),
            events[0].Time,
            events[^1].Time,
            events.Count,
            events.Where(input => input.Type == "purchase").Select(input => (input.Hour, input.Order ?? input.Click)).Distinct().Count(),
            events.Sum(input => Amount(input)).ToString("F4", CultureInfo.InvariantCulture));
    })];

    /// <summary>For every instant at which a user does something, what is known of them then; equal neighbours are one row.</summary>
    public static IReadOnlyList<string> History(IEnumerable<TestInput> accepted) => [.. ByUser(accepted).SelectMany(events =>
    {
        var known = events.Select(input => input.Time).Distinct().Select(time => (Time: time, Is: Attributes(events, time))).ToList();
        var changes = known.Where((row, i) => i == 0 || row.Is != known[i - 1].Is).ToList();
        return changes.Select((row, i) => Text(
            events[0].User, row.Is, row.Time, i + 1 < changes.Count ? changes[i + 1].Time : "", i + 1 == changes.Count ? "true" : "false"));
    })];

    /// <summary>What is known of a user at an instant.</summary>
    public static string Attributes(IReadOnlyList<TestInput> events, long time) =>
        Text(AsOf(events, time, input => input.Country), AsOf(events, time, Signup), Device(events, time));

    public static IReadOnlyList<string> OrderItems(IEnumerable<TestInput> accepted) =>
        [.. Lines(accepted).Select(line => Text(line.Input.Order ?? line.Input.Click, line.Line, line.Input.Click, line.Product, line.Quantity, Money(line.Price), Money(line.Price * line.Quantity)))
            .Order(StringComparer.Ordinal)];

    public static IReadOnlyList<string> Products(IEnumerable<TestInput> accepted)
    {
        var all = accepted.ToList();
        var views = all.Where(input => input.Product is not null && (input.Type != "purchase" || input.Items is null)).Select(
            input => (Product: input.Product!, input.Time, input.Price, Category: input.Metadata!.GetValueOrDefault("category")));
        var listed = Lines(all.Where(input => input.Items is not null)).Select(line => (Product: line.Product!, line.Input.Time, line.Price, Category: (string?)null));
        var lines = Lines(all).ToLookup(line => line.Product);
        return [.. views.Concat(listed).GroupBy(seen => seen.Product).OrderBy(same => same.Key, StringComparer.Ordinal).Select(same => Text(
            same.Key,
            same.Where(seen => seen.Category is not null).OrderBy(seen => seen.Time).ThenBy(seen => seen.Category, StringComparer.Ordinal).LastOrDefault().Category,
            Money(same.Where(seen => seen.Price is not null).OrderBy(seen => seen.Time).ThenBy(seen => seen.Price).LastOrDefault().Price),
            same.Min(seen => seen.Time),
            same.Max(seen => seen.Time),
            same.Count(),
            lines[same.Key].Count(),
            lines[same.Key].Sum(line => line.Quantity),
            Money(lines[same.Key].Sum(line => line.Price * line.Quantity ?? 0))))];
    }

    public static IEnumerable<List<TestInput>> ByUser(IEnumerable<TestInput> accepted) => accepted.Where(input => input.User is not null)
        .GroupBy(input => input.User).OrderBy(same => same.Key, StringComparer.Ordinal)
        .Select(same => same.OrderBy(input => input.Time).ThenBy(input => input.Click, StringComparer.Ordinal).ToList());

    // Of several at one instant the greater counts.
    private static string? AsOf(IEnumerable<TestInput> events, long time, Func<TestInput, string?> of) =>
        events.Where(input => input.Time <= time && of(input) is not null).OrderBy(input => input.Time).ThenBy(of, StringComparer.Ordinal).Select(of).LastOrDefault();

    // The kind of most events of the last day before that of the last event that names one; before there is one, the first kind.
    private static string? Device(IReadOnlyList<TestInput> events, long time)
    {
        var named = events.Where(input => input.Device is not null).ToList();
        if (named.LastOrDefault(input => input.Time <= time) is not { } last)
        {
            return null;
        }

        var before = named.Where(input => input.Time / Day < last.Time / Day).ToList();
        return before.Count == 0
            ? named[0].Device
            : before.Where(input => input.Time / Day == before[^1].Time / Day).GroupBy(input => input.Device!)
                .OrderByDescending(same => same.Count()).ThenBy(same => same.Key, StringComparer.Ordinal).First().Key;
    }

    private static IEnumerable<(TestInput Input, int Line, string? Product, long Quantity, decimal? Price)> Lines(IEnumerable<TestInput> accepted)
    {
        foreach (var input in accepted.Where(input => input.Type == "purchase"))
        {
            if (input.Items is null)
            {
                yield return (input, 1, input.Product, input.Quantity ?? 1, input.Price);
                continue;
            }

            var line = 0;
            foreach (var item in JsonDocument.Parse(input.Items).RootElement.EnumerateArray())
            {
                yield return (input, ++line, item.GetProperty("product_id").GetString(), item.GetProperty("quantity").GetInt64(), item.GetProperty("price").GetDecimal());
            }
        }
    }

    // A list of items without a total counts as the sum of its items, and with one the quantity does not count.
    private static decimal Amount(TestInput input) => input.Type != "purchase" ? 0
        : input.Items is null ? (input.Price ?? 0) * (input.Quantity ?? 1)
        : input.Price ?? Lines([input]).Sum(line => line.Price!.Value * line.Quantity);

    private static string? Signup(TestInput input) => input.Metadata!.GetValueOrDefault("signup_date");

    private static string Money(decimal? amount) => amount?.ToString("F4", CultureInfo.InvariantCulture) ?? "";

    private static string Text(params object?[] values) => string.Join('|', values.Select(value => Convert.ToString(value, CultureInfo.InvariantCulture)));
}
