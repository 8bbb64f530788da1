using System.Text;

namespace Clickstream.Core.Tests.Decoding;

/// <summary>Makes inputs that are nearly right: real shapes of events with a few changes, from a seed.</summary>
internal sealed class Mutator(int seed)
{
    private static readonly string[] Shapes =
    [
        """{"event_time":"2019-10-01 00:00:00 UTC","event_type":"view","user_id":"541312140","session_id":"72d76fde","product_id":"44600062","price":35.79,"attributes":{"category_id":"2103807459595387724","brand":"shiseido"}}""",
        """{"event_id":"e-1","event_type":"purchase","event_timestamp":1569888000123,"userId":7,"order_id":"o\u002d1","items":[{"item_id":"a","price":"12.50","quantity":2},{"sku":"b","price":1e1}],"currency":"eur"}""",
        """{"type":"track","event":"Order Completed","timestamp":"2020-02-29T23:59:60.123456789+01:30","messageId":"m\\1","context":{"page":{"url":"https://a.b/\"q\"","title":"T\u00e9"},"userAgent":"UA","device":{"type":"mobile"}},"properties":{"total":"99.995","quantity":3}}""",
        """{ "action" : "add_to_cart" , "ts" : 1.5698880005e9 , "attributes" : { "amount" : "49.90" , "qty" : "2" , "list" : [ 1 , [ 2 , { "x" : null } ] ] } , "is_bot" : "true" }""",
        "{\n  \"event_name\": \"search\",\n  \"event_time\": \"2024-01-02T03:04:05Z\",\n  \"query\": \"\u00fc \ud83d\ude00 \\ud83d\\ude00\",\n  \"empty\": \"\",\n  \"none\": null\n}",
        """{"click_id":"00112233445566778899aabbccddeeff","event_type":"view","event_timestamp":"2021-05-06T07:08:09.000001Z","received_timestamp":"2021-05-06T07:08:10Z","ip":"10.0.0.1","metadata":{"a":"1","b":"{\"c\":2}"}}""",
    ];

    private static readonly string[] Tokens =
    [
        "{", "}", "[", "]", ",", ":", "\"", "\\", "\n", "\r\n", " ", "null", "true", "NaN", "-Infinity", "1e999", "-1", "0.00005", "\"\"", "\\ud800", "\\u0000", "\u0000",
        "\uFEFF", "}{", "},{", "\"price\":", "\"event_type\":\"x\"", "\"event_time\":\"9999-12-31T00:00:00Z\"", "\"metadata\":{", "\"items\":[", "[[[[[[[[", "{\"a\":{\"a\":",
        "99999999999999.99995", "123456789012345678901234567890", "\"qty\":1000000001", "\"device\":{\"x\":1}", "\"_position\":\"s:1:2:3\"", "/*", "'",
    ];

    private readonly Random _random = new(seed);

    /// <summary>One shape, or several in some arrangement, with up to a handful of changes.</summary>
    public byte[] Next(int shapes = 0)
    {
        var text = new StringBuilder();
        var count = shapes > 0 ? shapes : _random.Next(10) == 0 ? _random.Next(2, 5) : 1;
        var isArray = _random.Next(8) == 0;
        text.Append(isArray ? "[" : string.Empty);
        for (var i = 0; i < count; i++)
        {
            text.Append(i == 0 ? string.Empty : isArray ? "," : _random.Next(4) switch { 0 => string.Empty, 1 => "\r\n", _ => "\n" });
            text.Append(Shapes[_random.Next(Shapes.Length)]);
        }

        text.Append(isArray ? "]" : string.Empty);
        return Mutate(text.ToString());
    }

    /// <summary>A text with up to a handful of changes.</summary>
    public byte[] Mutate(string text)
    {
        var bytes = new List<byte>(Encoding.UTF8.GetBytes(text));
        var changes = _random.Next(3) == 0 ? 0 : _random.Next(1, 5);
        for (var i = 0; i < changes && bytes.Count > 0; i++)
        {
            Change(bytes);
        }

        return [.. bytes];
    }

    private void Change(List<byte> bytes)
    {
        var at = _random.Next(bytes.Count);
        switch (_random.Next(7))
        {
            case 0:
                bytes[at] = (byte)_random.Next(256);
                break;
            case 1:
                bytes[at] ^= (byte)(1 << _random.Next(8));
                break;
            case 2:
                bytes.RemoveRange(at, Math.Min(_random.Next(1, 20), bytes.Count - at));
                break;
            case 3:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            case 4:
                var from = _random.Next(bytes.Count);
                bytes.InsertRange(at, bytes.GetRange(from, Math.Min(_random.Next(1, 60), bytes.Count - from)));
                break;
            default:
                bytes.InsertRange(at, Encoding.UTF8.GetBytes(Tokens[_random.Next(Tokens.Length)]));
                break;
        }
    }
}
