using Clickstream.Core.Time;

namespace Clickstream.Compactor.Tests.Lake;

/// <summary>The right answers, counted in the plainest way.</summary>
internal static class Recount
{
    /// <summary>The rows of an hour: of each click id the least input by time and then by content.</summary>
    public static IReadOnlyList<TestInput> Accepted(IEnumerable<TestInput> inputs, Hour hour) =>
    [
        .. inputs.Where(input => input.Hour == hour)
            .GroupBy(input => input.Click)
            .Select(same => same
                .OrderBy(input => input.Time)
                .ThenBy(input => input.Type, StringComparer.Ordinal)
                .ThenBy(input => input.User, StringComparer.Ordinal)
                .ThenBy(input => input.Page, StringComparer.Ordinal)
                .ThenBy(input => input.Quantity)
                .ThenBy(input => input.Price)
                .First()),
    ];

    /// <summary>Compares the published hours with the inputs.</summary>
    public static async Task AssertEqualAsync(TestLake lake, IReadOnlyCollection<TestInput> inputs)
    {
        foreach (var hour in inputs.Select(input => input.Hour).Distinct())
        {
            var accepted = Accepted(inputs, hour);
            var landed = inputs.Where(input => input.Hour == hour).ToArray();
            var manifest = lake.Manifest(hour);
            Assert.Equal(accepted.Select(input => input.ToRow()).Order(StringComparer.Ordinal), (await lake.ReadRowsAsync(hour)).Order(
                StringComparer.Ordinal));
            Assert.Equal(landed.Length, manifest.Landed);
            Assert.Equal(accepted.Count, manifest.Accepted);
            Assert.Equal(landed.Length - accepted.Count, manifest.Duplicates);
            Assert.Equal(accepted.Sum(input => input.Revenue), manifest.Revenue.Values.Sum());
            Assert.Equal(landed.Sum(input => input.Revenue), manifest.Revenue.Values.Sum() + manifest.DuplicateRevenue.Values.Sum());
            Assert.Equal(
                accepted.Where(input => input.Type == "purchase").Select(input => input.Order ?? input.Click).Distinct().Count(), manifest.Orders);
        }
    }
}
