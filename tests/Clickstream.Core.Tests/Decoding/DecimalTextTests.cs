using System.Globalization;
using System.Text;
using Clickstream.Core.Decoding;
using Clickstream.Core.Events;
using CsCheck;

namespace Clickstream.Core.Tests.Decoding;

public sealed class DecimalTextTests
{
    [Theory]
    [InlineData("49.90", "49.90")]
    [InlineData("+1", "1")]
    [InlineData(".5", "0.5")]
    [InlineData("5.", "5")]
    [InlineData("1e3", "1000")]
    [InlineData("1.5E-1", "0.15")]
    [InlineData("0.00005", "0")]
    [InlineData("0.00015", "0.0002")]
    [InlineData("0.00025", "0.0002")]
    [InlineData("0.000250000000000000000000001", "0.0003")]
    [InlineData("0.1000000000000000055511151231257827", "0.1")]
    [InlineData("99999999999999.9999", "99999999999999.9999")]
    [InlineData("99999999999999.99994", "99999999999999.9999")]
    [InlineData("0e999", "0")]
    [InlineData("1e-999", "0")]
    [InlineData("-0", "0")]
    [InlineData("00012", "12")]
    public void An_amount_is_exact(string text, string expected)
    {
        Assert.Equal(RejectionReason.None, DecimalText.TryParse(Encoding.UTF8.GetBytes(text), out var value));
        Assert.Equal(decimal.Parse(expected, CultureInfo.InvariantCulture), value);
    }

    [Theory]
    [InlineData("99999999999999.99995")]
    [InlineData("100000000000000")]
    [InlineData("1e14")]
    [InlineData("1e999")]
    [InlineData("1e99999999999999")]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("1e")]
    [InlineData("1,299.00")]
    [InlineData("$5")]
    [InlineData("0x10")]
    [InlineData("--1")]
    [InlineData("1 2")]
    public void What_is_no_amount_is_invalid(string text) =>
        Assert.Equal(RejectionReason.InvalidNumber, DecimalText.TryParse(Encoding.UTF8.GetBytes(text), out _));

    [Fact]
    public void It_agrees_with_decimal_arithmetic() =>
        Gen.Select(Gen.Long[0, 999_999_999_999_999_999], Gen.Int[0, 12]).Sample((digits, scale) =>
        {
            var number = new decimal((int)(uint)digits, (int)(uint)(digits >> 32), 0, false, (byte)scale);
            var expected = decimal.Round(number, 4, MidpointRounding.ToEven);
            var reason = DecimalText.TryParse(Encoding.ASCII.GetBytes(number.ToString(CultureInfo.InvariantCulture)), out var value);
            Assert.Equal(expected < 100_000_000_000_000m ? RejectionReason.None : RejectionReason.InvalidNumber, reason);
            Assert.Equal(expected < 100_000_000_000_000m ? expected : 0m, value);
        });
}
