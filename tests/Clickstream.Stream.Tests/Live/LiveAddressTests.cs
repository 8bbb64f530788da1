using Clickstream.Stream.Live;

namespace Clickstream.Stream.Tests.Live;

public sealed class LiveAddressTests
{
    [Theory]
    [InlineData("http://127.0.0.1:5080", "127.0.0.1", 5080)]
    [InlineData("http://127.0.0.1:0/", "127.0.0.1", 0)]
    [InlineData("localhost:81", "127.0.0.1", 81)]
    [InlineData("localhost", "127.0.0.1", 5080)]
    [InlineData("*:80", "0.0.0.0", 80)]
    [InlineData("0.0.0.0", "0.0.0.0", 5080)]
    [InlineData("http://[::1]:9000", "::1", 9000)]
    [InlineData("::1", "::1", 5080)]
    [InlineData("[::]", "::", 5080)]
    public void An_address_is_read(string text, string host, int port)
    {
        Assert.True(LiveAddress.TryParse(text, out var address, out var problem), problem);
        Assert.Equal((host, port), (address.Address.ToString(), address.Port));
    }

    [Theory]
    [InlineData("https://127.0.0.1", "reverse proxy")]
    [InlineData("shop.example:80", "not on a name")]
    [InlineData("127.0.0.1:65536", "0 to 65535")]
    [InlineData("127.0.0.1:-1", "0 to 65535")]
    [InlineData("127.0.0.1:x", "0 to 65535")]
    [InlineData("[::1:80", "0 to 65535")]
    public void What_is_no_address_is_said(string text, string expected)
    {
        Assert.False(LiveAddress.TryParse(text, out _, out var problem));
        Assert.Contains(expected, problem, StringComparison.Ordinal);
    }
}
