using System.Text;
using Clickstream.Core.Events;

namespace Clickstream.Producer.Generate;

/// <summary>
/// Lines that are no valid event, each for one known reason. Every kind is one line, so the line behind it is not harmed.
/// </summary>
internal static class MalformedLines
{
    private const string Event = Untimed + ",\"event_timestamp\":\"2026-03-01T00:00:00.000Z\"";
    private const string Untimed = "\"event_id\":\"bad-#\",\"event_type\":\"view\",\"user_id\":\"u1\"";

    private static readonly Kind[] Kinds =
    [
        Of(RejectionReason.MalformedJson, "GET /p/p00001 HTTP/1.1 200 #"),
        Of(RejectionReason.MalformedJson, "{\"event_id\":\"bad-#\",\"event_type\":\"view\",\"event_timestamp\":\"2026-03-0"),
        Of(RejectionReason.NotAnObject, "\"view #\""),
        Of(RejectionReason.NotAnObject, "1#"),
        Of(RejectionReason.MissingType, "{\"event_id\":\"bad-#\",\"event_timestamp\":\"2026-03-01T00:00:00.000Z\",\"user_id\":\"u1\"}"),
        Of(RejectionReason.MissingTime, $"{{{Untimed}}}"),
        Of(RejectionReason.InvalidTime, $"{{{Untimed},\"event_timestamp\":\"yesterday, or so\"}}"),
        Of(RejectionReason.AbsurdTime, $"{{{Untimed},\"event_timestamp\":\"1970-01-01T00:00:01Z\"}}"),
        Of(RejectionReason.AbsurdTime, $"{{{Untimed},\"event_timestamp\":\"9999-12-31T23:59:59Z\"}}"),
        Of(RejectionReason.InvalidNumber, $"{{{Event},\"price\":\"free\"}}"),
        Of(RejectionReason.InvalidNumber, $"{{{Event},\"price\":1e999}}"),
        Of(RejectionReason.NegativeAmount, $"{{{Event},\"price\":-1.00}}"),
        Of(RejectionReason.NegativeAmount, $"{{{Event},\"price\":1.00,\"quantity\":-2}}"),
        Of(RejectionReason.TooDeep, $"{{{Event},\"deep\":{new string('[', 70)}{new string(']', 70)}}}"),
        Of(RejectionReason.InvalidText, $"{{{Event},\"page_url\":\"/p/\\ud800\"}}"),
        Of(RejectionReason.InvalidText, [.. Encoding.UTF8.GetBytes($"{{{Event},\"page_url\":\"/p/"), 0xC3, 0x28, .. "\"}"u8]),
    ];

    /// <summary>Number of kinds.</summary>
    public static int Count => Kinds.Length;

    /// <summary>Writes a line of the kind.</summary>
    /// <param name="kind">From 0 to below <see cref="Count"/>.</param>
    /// <param name="number">Makes the line different from others.</param>
    /// <param name="writer">Where to.</param>
    public static RejectionReason Write(int kind, long number, ref LineWriter writer)
    {
        var chosen = Kinds[kind];
        writer.Raw(chosen.Before);
        writer.Number(number);
        writer.Raw(chosen.After);
        writer.Raw("\n"u8);
        return chosen.Reason;
    }

    private static Kind Of(RejectionReason reason, string line) => Of(reason, Encoding.UTF8.GetBytes(line));

    private static Kind Of(RejectionReason reason, byte[] line)
    {
        var at = Array.IndexOf(line, (byte)'#');
        return new Kind(reason, line[..at], line[(at + 1)..]);
    }

    /// <summary>A line with the place of its number.</summary>
    private sealed record Kind(RejectionReason Reason, byte[] Before, byte[] After);
}
