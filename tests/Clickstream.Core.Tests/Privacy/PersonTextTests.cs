using System.Buffers;
using System.Text;
using Clickstream.Core.Privacy;

namespace Clickstream.Core.Tests.Privacy;

public sealed class PersonTextTests
{
    [Theory]
    [InlineData("""{"user_id":"u-4711","n":1}""", """{"user_id":"P","n":1}""")]
    [InlineData("""{"userId" : 520088904 , "n":520088904}""", """{"userId" : "P" , "n":"P"}""")]
    [InlineData("""{"user":{"id":"u-4711"},"context":{"uid":"u-4711"}}""", """{"user":{"id":"P"},"context":{"uid":"P"}}""")]
    [InlineData("""{"customer_id":"\u0075-4711"}""", """{"customer_id":"P"}""")]
    [InlineData("""{"note":"u-4711","list":["u-4711"]}""", """{"note":"P","list":["P"]}""")]
    [InlineData("""{"product_id":"u-4711","page":{"id":"u-47110"}}""", """{"product_id":"u-4711","page":{"id":"u-47110"}}""")]
    [InlineData("""{"session_id":"s1","anonymous_id":"a1"}""", """{"session_id":"PS","anonymous_id":"PA"}""")]
    [InlineData("""{"user_id":"u-47111"}""", """{"user_id":"u-47111"}""")]
    public void Ids_are_replaced_by_the_name_that_they_stand_under(string text, string expected)
    {
        var user = text.Contains("520088904", StringComparison.Ordinal) ? "520088904" : "u-4711";
        Assert.Equal(expected, Replace(text, user));
    }

    [Fact]
    public void A_short_id_is_only_found_under_its_names() =>
        Assert.Equal("""{"user_id":"P","quantity":7,"price":7,"x":"7","note":7}""", Replace("""{"user_id":7,"quantity":7,"price":7,"x":"7","note":7}""", "7"));

    [Theory]
    [InlineData("{\"user_id\":\"u-4711\",\"cut", "{\"user_id\":\"P\",\"cut")]
    [InlineData("u-4711,view,2026-03-01", "\"P\",view,2026-03-01")]
    [InlineData("id=u-4711;", "id=P;")]
    [InlineData("xu-4711 u-4711x", "xu-4711 u-4711x")]
    [InlineData("", "")]
    [InlineData("\"", "\"")]
    [InlineData("{\"user_id\":\"u-4711", "{\"user_id\":\"P\"")]
    public void Damaged_text_is_searched_too(string text, string expected) => Assert.Equal(expected, Replace(text, "u-4711"));

    private static string Replace(string text, string user)
    {
        var to = new ArrayBufferWriter<byte>();
        new PersonText(user, (kind, id) => (kind, id) switch
        {
            (PersonIdKind.User, _) when id == user => "P",
            (PersonIdKind.Anonymous, "a1") => "PA",
            (PersonIdKind.Session, "s1") => "PS",
            _ => null,
        }).Replace(Encoding.UTF8.GetBytes(text), to);
        return Encoding.UTF8.GetString(to.WrittenSpan);
    }
}
