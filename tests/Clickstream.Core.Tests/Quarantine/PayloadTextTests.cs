using System.Text;
using Clickstream.Core.Quarantine;

namespace Clickstream.Core.Tests.Quarantine;

public sealed class PayloadTextTests
{
    [Theory]
    [InlineData("plain {\"a\":1}", "plain {\"a\":1}")]
    [InlineData("\u001b[31mred\r\n", "\\u{1b}[31mred\\u{d}\\u{a}")]
    [InlineData("a\u202Egpj.exe", "a\\u{202e}gpj.exe")]
    [InlineData("grüße 🙂", "grüße 🙂")]
    public void What_a_terminal_would_act_on_is_escaped(string text, string expected) =>
        Assert.Equal(expected, PayloadText.Of(Encoding.UTF8.GetBytes(text), 1_000));

    [Fact]
    public void What_is_no_text_is_shown_as_bytes() => Assert.Equal("\\xffa\\xc3", PayloadText.Of([0xFF, (byte)'a', 0xC3], 1_000));

    [Fact]
    public void What_is_not_shown_is_said() => Assert.Equal("ab… and 3 bytes", PayloadText.Of("abcde"u8, 2));
}
