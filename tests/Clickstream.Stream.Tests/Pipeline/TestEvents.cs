using System.Globalization;
using System.Text;
using Clickstream.Core.Aggregation;
using Clickstream.Core.Streams;

namespace Clickstream.Stream.Tests.Pipeline;

/// <summary>One input to put into a record.</summary>
/// <param name="Json">Its text.</param>
/// <param name="Origin">Its origin; empty for none.</param>
internal sealed record TestInput(string Json, string Origin = "");

/// <summary>Makes events, records and pages.</summary>
internal static class TestEvents
{
    public static readonly DateTimeOffset Start = new(2026, 11, 22, 10, 0, 0, TimeSpan.Zero);

    public static readonly ShardId Shard = new("shardId-000000000000");

    /// <summary>A view.</summary>
    public static string View(string id, double seconds, string user = "u1", string page = "/p/1") => string.Create(
        CultureInfo.InvariantCulture,
        $$"""
        {"click_id":"{{id}}","event_type":"view","event_timestamp":"{{Time(seconds)}}","user_id":"{{user}}","session_id":"s-{{user}}","page_url":"{{page}}?x={{id}}","device_type":"mobile","country":"DE"}
        """);

    /// <summary>A purchase.</summary>
    public static string Purchase(string id, double seconds, string order, decimal price, int quantity = 1, string currency = "EUR") => string.Create(
        CultureInfo.InvariantCulture,
        $$"""
        {"click_id":"{{id}}","event_type":"purchase","event_timestamp":"{{Time(seconds)}}","user_id":"u1","session_id":"s1","order_id":"{{order}}","product_id":"p-{{id}}","price":{{price}},"quantity":{{quantity}},"currency":"{{currency}}"}
        """);

    /// <summary>A record with one input as it is.</summary>
    public static StreamRecord Plain(long sequence, string text, double arrival = 0) =>
        new(Number(sequence), "key", Start.AddSeconds(arrival), Encoding.UTF8.GetBytes(text));

    /// <summary>A record with several user records.</summary>
    public static StreamRecord Aggregate(long sequence, IEnumerable<TestInput> inputs, double arrival = 0)
    {
        var builder = new AggregatedRecordBuilder();
        foreach (var input in inputs)
        {
            builder.Add("key"u8, null, Encoding.UTF8.GetBytes(input.Json), Encoding.UTF8.GetBytes(input.Origin));
        }

        return new StreamRecord(Number(sequence), "key", Start.AddSeconds(arrival), builder.Build().ToArray());
    }

    public static RecordPage Page(params IEnumerable<StreamRecord> records) => new([.. records], TimeSpan.Zero, null);

    /// <summary>The last page of a closed shard.</summary>
    public static RecordPage LastPage(params IEnumerable<StreamRecord> records) => new([.. records], TimeSpan.Zero, []);

    public static SequenceNumber Number(long sequence) => new(sequence.ToString(CultureInfo.InvariantCulture));

    private static string Time(double seconds) =>
        Start.AddSeconds(seconds).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
