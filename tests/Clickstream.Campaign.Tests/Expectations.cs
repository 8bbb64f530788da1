using System.Globalization;
using System.Text.Json;

namespace Clickstream.Campaign.Tests;

/// <summary>Compares what is in a data folder with the oracle that the generator wrote into it.</summary>
internal static class Expectations
{
    /// <summary>The totals that must be equal whatever was killed when.</summary>
    private static readonly string[] Totals = ["read", "accepted", "duplicates", "quarantined", "late", "orders", "revenue", "parquet_rows", "engagement_minutes"];

    public static JsonElement Oracle(string data, int seed) =>
        JsonDocument.Parse(File.ReadAllBytes(Path.Combine(data, "oracle", string.Create(CultureInfo.InvariantCulture, $"seed-{seed}.json")))).RootElement.Clone();

    /// <summary>Reconciles, then compares totals, minutes and alerts.</summary>
    public static async Task HoldAsync(string data, int seed)
    {
        var oracle = Oracle(data, seed);
        var report = await ClickstreamProcess.RunAsync(0, "reconcile", "--data", data, "--json");
        TotalsHold(oracle, report);
        await MinutesHoldAsync(data, oracle);
        AlertsHold(data, oracle);
    }

    /// <summary>Compares a reconciliation with the oracle.</summary>
    public static void TotalsHold(JsonElement oracle, JsonElement report)
    {
        Assert.True(report.GetProperty("reconciled").GetBoolean());
        foreach (var total in Totals)
        {
            Assert.True(
                oracle.GetProperty(total).GetDecimal() == report.GetProperty(total).GetDecimal(),
                $"{total}: the oracle says {oracle.GetProperty(total)}, the reconciliation {report.GetProperty(total)}.");
        }
    }

    /// <summary>Compares the minutes of the lake in a data folder with the oracle.</summary>
    public static async Task MinutesHoldAsync(string data, JsonElement oracle)
    {
        var rows = await ClickstreamProcess.RunAsync(
            0, "query", "select epoch(minute) as minute, events, orders from engagement order by minute", "--data", data, "--json");
        var actual = rows.EnumerateArray().Select(row => (
            DateTimeOffset.FromUnixTimeSeconds((long)row.GetProperty("minute").GetDouble()),
            row.GetProperty("events").GetInt64(),
            row.GetProperty("orders").GetInt64()));
        var expected = oracle.GetProperty("minutes").EnumerateArray().Select(minute => (
            minute.GetProperty("minute").GetDateTimeOffset(),
            minute.GetProperty("events").GetInt64(),
            minute.GetProperty("orders").GetInt64())).Order();
        Assert.Equal(expected, actual);
    }

    private static void AlertsHold(string data, JsonElement oracle)
    {
        var orders = File.ReadLines(Path.Combine(data, "alerts.jsonl")).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("order").GetString()).ToList();
        Assert.Equal(orders.Distinct().Count(), orders.Count);
        Assert.Equal(oracle.GetProperty("alerts").GetInt32(), orders.Count);
    }
}
