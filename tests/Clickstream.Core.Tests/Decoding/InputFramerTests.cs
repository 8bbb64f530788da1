using System.Text;
using Clickstream.Core.Decoding;
using Clickstream.Core.Events;

namespace Clickstream.Core.Tests.Decoding;

public sealed class InputFramerTests
{
    [Theory]
    [InlineData("")]
    [InlineData(" \r\n\n\t ")]
    [InlineData("\uFEFF")]
    [InlineData("[]")]
    [InlineData("{\"a\":1}", "{\"a\":1}")]
    [InlineData("\uFEFF{\"a\":1}\r\n\r\n{\"b\":2}\r\n", "{\"a\":1}", "{\"b\":2}")]
    [InlineData("{\"a\":1}{\"b\":2} {\"c\":3}\n{\"d\":4}", "{\"a\":1}", "{\"b\":2}", "{\"c\":3}", "{\"d\":4}")]
    [InlineData("{\"a\":1},\n{\"b\":2},{\"c\":3}", "{\"a\":1}", "{\"b\":2}", "{\"c\":3}")]
    [InlineData("[{\"a\":1},{\"b\":2}]\n[{\"c\":3}]", "{\"a\":1}", "{\"b\":2}", "{\"c\":3}")]
    [InlineData("[\n  {\n    \"a\": [1,\n 2]\n  },\n  {\n  }\n]\n", "{\n    \"a\": [1,\n 2]\n  }", "{\n  }")]
    [InlineData("{\n \"a\": 1\n}\n{\n \"b\": 2\n}", "{\n \"a\": 1\n}", "{\n \"b\": 2\n}")]
    [InlineData("{\"a\":{\"x\":1}\n,\"b\":2}", "{\"a\":{\"x\":1}\n,\"b\":2}")]
    [InlineData("{\"a\":\"}{\"}\n{\"b\":\"{\"}\n{\"c\":\"}\"}", "{\"a\":\"}{\"}", "{\"b\":\"{\"}", "{\"c\":\"}\"}")]
    [InlineData("{\"a\":\"{\"} {\"b\":\"}\"}", "{\"a\":\"{\"}", "{\"b\":\"}\"}")]
    [InlineData("42 \"text\" true\nnull", "42", "\"text\"", "true", "null")]
    [InlineData("[[1],[2]]", "[1]", "[2]")]
    [InlineData("{\"price\":NaN}\n{\n\"price\":-Infinity}", "{\"price\":NaN}", "{\n\"price\":-Infinity}")]
    public void Input_is_split_into_items(string input, params string[] items) => Assert.Equal(items, Items(input));

    [Theory]
    [InlineData("{\"a\":1\n{\"b\":2}\n", "!{\"a\":1", "{\"b\":2}")]
    [InlineData("{\"a\":1,\r\n{\"b\":2}\r\n", "!{\"a\":1,", "{\"b\":2}")]
    [InlineData("{\"a\":\"x\n{\"b\":2}\n", "!{\"a\":\"x", "{\"b\":2}")]
    [InlineData("{\"a\":[\n{\"b\":2}\n{\"c\":3}", "!{\"a\":[", "{\"b\":2}", "{\"c\":3}")]
    [InlineData("{\"a\":[\n{\"b\":2}", "!{\"a\":[", "{\"b\":2}")]
    [InlineData("garbage\nmore garbage\n{\"b\":2}", "!garbage", "!more garbage", "{\"b\":2}")]
    [InlineData("{\"a\":1} x\n{\"b\":2}", "{\"a\":1}", "!x", "{\"b\":2}")]
    [InlineData("12x\n{\"b\":2}", "!12x", "{\"b\":2}")]
    [InlineData("[{\"a\":1},\n{bad},\n{\"b\":2}]", "{\"a\":1}", "!{bad},", "{\"b\":2}")]
    [InlineData("}\n]\n:\n{\"b\":2}", "!}", "!]", "!:", "{\"b\":2}")]
    [InlineData("{\"a\":", "!{\"a\":")]
    [InlineData(",{\"b\":2}", "!,{\"b\":2}")]
    public void One_damaged_line_costs_one_item(string input, params string[] items) => Assert.Equal(items, Items(input));

    [Fact]
    public void An_item_that_is_too_deep_to_follow_is_one_item()
    {
        var deep = new string('[', 5000);
        Assert.Equal(["!!" + deep[1..], "{\"b\":2}"], Items(deep + "\n{\"b\":2}"));
    }

    [Fact]
    public void A_line_that_looks_like_one_object_goes_to_the_decoder_as_it_is() =>
        Assert.Equal(["{\"a\":1,,}", "{\"a\" 1}"], Items("{\"a\":1,,}\n{\"a\" 1}"));

    // Damaged items are marked with '!', items that are too deep with '!!'.
    private static List<string> Items(string input)
    {
        var items = new List<string>();
        var framer = new InputFramer(Encoding.UTF8.GetBytes(input));
        while (framer.TryRead(out var item, out var problem))
        {
            var mark = problem switch { RejectionReason.None => string.Empty, RejectionReason.MalformedJson => "!", _ => "!!" };
            items.Add(mark + Encoding.UTF8.GetString(item));
        }

        return items;
    }
}
