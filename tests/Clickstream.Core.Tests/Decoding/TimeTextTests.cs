using System.Globalization;
using System.Text;
using Clickstream.Core.Decoding;
using Clickstream.Core.Events;
using Clickstream.Core.Time;
using CsCheck;

namespace Clickstream.Core.Tests.Decoding;

public sealed class TimeTextTests
{
    [Theory]
    [InlineData("2019-10-01 00:00:00 UTC", "2019-10-01T00:00:00.000000Z")]
    [InlineData("2019-10-01T00:00:00Z", "2019-10-01T00:00:00.000000Z")]
    [InlineData("2019-10-01t00:00:00z", "2019-10-01T00:00:00.000000Z")]
    [InlineData("2019-10-01T00:00:00", "2019-10-01T00:00:00.000000Z")]
    [InlineData("2019-10-01T00:00", "2019-10-01T00:00:00.000000Z")]
    [InlineData("2019-10-01", "2019-10-01T00:00:00.000000Z")]
    [InlineData(" 2019-10-01T12:34:56.7Z ", "2019-10-01T12:34:56.700000Z")]
    [InlineData("2019-10-01T12:34:56,123456789Z", "2019-10-01T12:34:56.123456Z")]
    [InlineData("2019-10-01T12:34:56.123456+02:00", "2019-10-01T10:34:56.123456Z")]
    [InlineData("2019-10-01T12:34:56-0930", "2019-10-01T22:04:56.000000Z")]
    [InlineData("2019-10-01T12:34:56+02", "2019-10-01T10:34:56.000000Z")]
    [InlineData("2016-12-31T23:59:60Z", "2017-01-01T00:00:00.000000Z")]
    [InlineData("2020-02-29T00:00:00Z", "2020-02-29T00:00:00.000000Z")]
    [InlineData("1569888000", "2019-10-01T00:00:00.000000Z")]
    [InlineData("1569888000.5", "2019-10-01T00:00:00.500000Z")]
    [InlineData("1569888000123", "2019-10-01T00:00:00.123000Z")]
    [InlineData("1569888000123.25", "2019-10-01T00:00:00.123250Z")]
    [InlineData("1569888000123456", "2019-10-01T00:00:00.123456Z")]
    [InlineData("1569888000123456789", "2019-10-01T00:00:00.123456Z")]
    [InlineData("1.569888e9", "2019-10-01T00:00:00.000000Z")]
    [InlineData("2000-01-01T00:00:00Z", "2000-01-01T00:00:00.000000Z")]
    [InlineData("2099-12-31T23:59:59.999999Z", "2099-12-31T23:59:59.999999Z")]
    public void A_time_is_read(string text, string expected)
    {
        Assert.Equal(RejectionReason.None, TimeText.TryParse(Encoding.UTF8.GetBytes(text), out var time));
        Assert.Equal(expected, time.ToString());
    }

    [Theory]
    [InlineData(RejectionReason.InvalidTime, "")]
    [InlineData(RejectionReason.InvalidTime, "2019-13-01")]
    [InlineData(RejectionReason.InvalidTime, "2019-02-29")]
    [InlineData(RejectionReason.InvalidTime, "2019-10-01T24:00:00Z")]
    [InlineData(RejectionReason.InvalidTime, "2019-10-01T12:60:00Z")]
    [InlineData(RejectionReason.InvalidTime, "2019-10-01T12:00:61Z")]
    [InlineData(RejectionReason.InvalidTime, "2019-10-01T12:00:00.Z")]
    [InlineData(RejectionReason.InvalidTime, "2019-10-01T12:00:00+24:00")]
    [InlineData(RejectionReason.InvalidTime, "2019-10-01T12:00:00+1:00")]
    [InlineData(RejectionReason.InvalidTime, "2019-10-01T12:00:00 CET")]
    [InlineData(RejectionReason.InvalidTime, "2019-10-01T12")]
    [InlineData(RejectionReason.InvalidTime, "01/10/2019")]
    [InlineData(RejectionReason.InvalidTime, "1569888000s")]
    [InlineData(RejectionReason.AbsurdTime, "1999-12-31T23:59:59.999999Z")]
    [InlineData(RejectionReason.AbsurdTime, "2100-01-01T00:00:00Z")]
    [InlineData(RejectionReason.AbsurdTime, "0000-01-01")]
    [InlineData(RejectionReason.AbsurdTime, "9999-12-31T23:59:59Z")]
    [InlineData(RejectionReason.AbsurdTime, "12")]
    [InlineData(RejectionReason.AbsurdTime, "1e-9999")]
    [InlineData(RejectionReason.AbsurdTime, "99999999999999999999999999")]
    public void A_time_that_is_none_has_its_reason(RejectionReason reason, string text) =>
        Assert.Equal(reason, TimeText.TryParse(Encoding.UTF8.GetBytes(text), out _));

    [Fact]
    public void What_is_written_is_what_the_calendar_says_and_is_read_back() =>
        Gen.Long[-62_135_596_800_000_000, 253_402_300_799_999_999].Select(microseconds => new EventTime(microseconds)).Sample(time =>
        {
            var text = new byte[TimeFormat.Length];
            TimeFormat.Write(time, text);
            Assert.Equal(time.ToDateTimeOffset().ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture), Encoding.ASCII.GetString(text));
            Assert.True(TimeText.TryRead(text, out var again));
            Assert.Equal(time, again);
        });
}
