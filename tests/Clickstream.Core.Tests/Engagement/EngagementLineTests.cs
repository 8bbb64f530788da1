using System.Buffers;
using System.Text;
using Clickstream.Core.Engagement;

namespace Clickstream.Core.Tests.Engagement;

public sealed class EngagementLineTests
{
    [Fact]
    public void A_result_comes_back_from_its_line_exactly()
    {
        var result = Results.Of(26_179_207, "shardId-000000000001", "123:4:5", 456, 6) with { State = MinuteState.Restated };
        var line = Line(result);
        Assert.Equal('\n', line[^1]);
        Assert.DoesNotContain('\n', line[..^1]);
        var back = EngagementLine.Read(Encoding.UTF8.GetBytes(line[..^1]));
        Assert.Equal(line, Line(back));
        Assert.Equal(result.Minute, back.Minute);
        Assert.Equal(result.Shard, back.Shard);
        Assert.Equal("456", back.Through);
        Assert.Equal(MinuteState.Restated, back.State);
        Assert.Equal(result.Revenue, back.Revenue);
        Assert.Equal(result.Users, back.Users);
        Assert.Equal(result.TopPages.Items, back.TopPages.Items);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"minute":1}""")]
    public void What_is_no_result_is_refused(string line) =>
        Assert.Throws<FormatException>(() => EngagementLine.Read(Encoding.UTF8.GetBytes(line)));

    [Theory]
    [InlineData("\"cells\":[0,", "\"cells\":[")]
    [InlineData("\"cells\":[0,", "\"cells\":[9,")]
    [InlineData("\"cells\":[0,", "\"cells\":[-1,")]
    [InlineData("\"2019-10-", "\"2019-13-")]
    [InlineData("\"counts\":[3,", "\"counts\":[")]
    [InlineData("\"users\":\"", "\"users\":\"A")]
    [InlineData("\"shard\":\"s\"", "\"shard\":null")]
    public void A_damaged_line_is_refused(string part, string damage)
    {
        var line = Line(Results.Of(26_179_207, "s", "1:0:0", 2, 3));
        Assert.Contains(part, line, StringComparison.Ordinal);
        Assert.Throws<FormatException>(() => EngagementLine.Read(Encoding.UTF8.GetBytes(line.Replace(part, damage, StringComparison.Ordinal))));
    }

    internal static string Line(MinuteResult result)
    {
        var buffer = new ArrayBufferWriter<byte>();
        EngagementLine.Write(result, buffer);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
