using System.Text;
using Clickstream.Producer.Quarantine;

namespace Clickstream.Producer.Tests.Quarantine;

public sealed class PayloadFixTests
{
    private static readonly PayloadFix Fix = new()
    {
        Renames = new Dictionary<string, string> { ["kind"] = "event_type" },
        Sets = new Dictionary<string, string> { ["country"] = "D\"E" },
    };

    [Theory]
    [InlineData("""{"kind":"view","n":1.50e3,"o":{"kind":[1, 2]}}""", """{"event_type":"view","n":1.50e3,"o":{"kind":[1, 2]},"country":"D\u0022E"}""")]
    [InlineData("""{"country":"FR"}""", """{"country":"D\u0022E"}""")]
    [InlineData("""{}""", """{"country":"D\u0022E"}""")]
    [InlineData("[1]", "[1]")]
    [InlineData("{\"kind\":", "{\"kind\":")]
    [InlineData("", "")]
    public void Only_what_is_named_changes(string payload, string expected) =>
        Assert.Equal(expected, Encoding.UTF8.GetString(Fix.Apply(Encoding.UTF8.GetBytes(payload)).Span));

    [Fact]
    public void Without_a_fix_the_bytes_are_the_same()
    {
        byte[] bytes = [0xFF, (byte)'{'];
        Assert.Equal(bytes, PayloadFix.None.Apply(bytes).ToArray());
    }
}
