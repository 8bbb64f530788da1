using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Clickstream.Producer.Collect;

namespace Clickstream.Producer.Tests.Collect;

/// <summary>Clients that mean no good: each is refused, the memory stays flat, and the service goes on.</summary>
[Collection(AloneCollection.Name)]
public sealed class AttackTests
{
    private static readonly bool IsLong = Environment.GetEnvironmentVariable("CLICKSTREAM_CAMPAIGN") == "long";

    [Theory]
    [InlineData("gzip")]
    [InlineData("zstd")]
    public async Task A_bomb_is_refused_before_it_is_large(string encoding)
    {
        await using var host = await CollectHost.StartAsync();
        var bomb = Bomb(encoding, 1 << 28);
        Assert.InRange(bomb.Length, 1, 4 << 20);
        var before = AllocatedMegabytes();
        var response = await host.PostAsync(bomb, encoding);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Equal("inflated_too_large", (await CollectHost.JsonAsync(response)).GetProperty("error").GetString());
        Assert.InRange(AllocatedMegabytes() - before, long.MinValue, 128);
        await AssertAliveAsync(host);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("zstd")]
    public async Task What_cannot_be_decompressed_is_refused(string encoding)
    {
        await using var host = await CollectHost.StartAsync();
        var whole = Bomb(encoding, 1000);
        foreach (var body in new[] { "no compression at all"u8.ToArray(), whole[..^5] })
        {
            Assert.Equal(HttpStatusCode.BadRequest, (await host.PostAsync(body, encoding)).StatusCode);
        }

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await host.PostAsync(whole, "br")).StatusCode);
        await AssertAliveAsync(host);
    }

    [Fact]
    public async Task A_body_of_a_gigabyte_is_refused_by_its_length_and_a_chunked_one_once_it_is_too_long()
    {
        await using var host = await CollectHost.StartAsync();
        var announced = await RawAsync(host, "POST /events HTTP/1.1\r\nHost: a\r\nContent-Length: 1073741824\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 413", announced, StringComparison.Ordinal);
        var before = AllocatedMegabytes();
        var chunked = await ChunksAsync(host, 1 << 30);
        Assert.True(chunked.Sent < 64 << 20, "The connection is closed long before a gigabyte.");
        Assert.True(chunked.Answer.Length == 0 || chunked.Answer.StartsWith("HTTP/1.1 413", StringComparison.Ordinal), chunked.Answer);
        Assert.InRange(AllocatedMegabytes() - before, long.MinValue, 256);
        await AssertAliveAsync(host);
    }

    [Theory]
    [InlineData("GET /../../etc/passwd HTTP/1.1", "404")]
    [InlineData("GET /%2e%2e/%2e%2e/etc/passwd HTTP/1.1", "404")]
    [InlineData("GET //etc/passwd HTTP/1.1", "404")]
    [InlineData("GET /events HTTP/1.1", "405")]
    [InlineData("TRACE /events HTTP/1.1", "405")]
    [InlineData("DELETE /anything HTTP/1.1", "404")]
    [InlineData("POST /Events HTTP/1.1", "404")]
    [InlineData("GET /\0 HTTP/1.1", "400")]
    [InlineData("nonsense", "400")]
    public async Task Odd_requests_are_refused(string request, string status)
    {
        await using var host = await CollectHost.StartAsync();
        var answer = await RawAsync(host, request + "\r\nHost: a\r\nConnection: close\r\n\r\n");
        Assert.Equal(status, answer.Split(' ')[1]);
        Assert.DoesNotContain("root:", answer, StringComparison.Ordinal);
        await AssertAliveAsync(host);
    }

    [Fact]
    public async Task Too_many_headers_and_too_long_ones_are_refused()
    {
        await using var host = await CollectHost.StartAsync();
        var many = string.Concat(Enumerable.Range(0, 10_000).Select(i => $"X-{i}: {i}\r\n"));
        Assert.StartsWith("HTTP/1.1 431", await RawAsync(host, $"POST /events HTTP/1.1\r\nHost: a\r\n{many}\r\n"), StringComparison.Ordinal);
        var large = $"X: {new string('x', 1 << 20)}\r\n";
        Assert.StartsWith("HTTP/1.1 431", await RawAsync(host, $"POST /events HTTP/1.1\r\nHost: a\r\n{large}\r\n"), StringComparison.Ordinal);
        var query = $"GET /pixel.gif?{new string('x', 100_000)} HTTP/1.1\r\nHost: a\r\n\r\n";
        Assert.StartsWith("HTTP/1.1 414", await RawAsync(host, query), StringComparison.Ordinal);
        await AssertAliveAsync(host);
    }

    [Fact]
    public async Task Bytes_that_are_no_text_are_refused_and_no_random_bytes_break_it()
    {
        await using var host = await CollectHost.StartAsync();
        byte[] invalid = [.. "{\"type\":\"a"u8, 0xFF, 0xFE, .. "\"}"u8];
        var response = await host.PostAsync(invalid, null);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("invalid_text", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        var random = new Random(7);
        foreach (var path in new[] { "/events", "/v1/batch", "/v1/track", "/com.snowplowanalytics.snowplow/tp2" })
        {
            for (var i = 0; i < 50; i++)
            {
                var body = new byte[random.Next(400)];
                random.NextBytes(body);
                var answer = await host.PostAsync(body, i % 5 == 0 ? "gzip" : null, path);
                Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
            }
        }

        await AssertAliveAsync(host);
    }

    // Connections that say nothing, and ones that say a byte now and then, take no request's place; those are cut off when their time is over.
    [Fact]
    public async Task Idle_and_slow_connections_hold_nobody_up()
    {
        var limits = new RequestLimits { HeadersTimeout = TimeSpan.FromSeconds(1), KeepAlive = TimeSpan.FromSeconds(IsLong ? 60 : 3) };
        await using var host = await CollectHost.StartAsync(options => options with { Limits = limits });
        var before = AllocatedMegabytes();
        var idle = new List<Socket>();
        try
        {
            var count = IsLong ? 10_000 : 500;
            for (var i = 0; i < count; i++)
            {
                idle.Add(await ConnectAsync(host));
            }

            for (var i = 0; i < 50; i++)
            {
                await idle[i].SendAsync("POST /events HT"u8.ToArray()); // Half a request line, and never the rest.
            }

            await AssertAliveAsync(host);
            Assert.InRange(AllocatedMegabytes() - before, long.MinValue, IsLong ? 400 : 64);
            var slow = await ReadAsync(idle[0]);
            Assert.True(slow.Length == 0 || slow.StartsWith("HTTP/1.1 408", StringComparison.Ordinal), slow);
            await AssertAliveAsync(host);
        }
        finally
        {
            idle.ForEach(socket => socket.Dispose());
        }
    }

    [Fact]
    public async Task Bodies_that_are_being_received_have_a_limit_together()
    {
        var limits = new RequestLimits { MaxBodyBytes = 1 << 20, MaxInflatedBytes = 1 << 20, MaxBufferedBytes = 1 << 20 };
        await using var host = await CollectHost.StartAsync(options => options with { Limits = limits });
        using var slow = await ConnectAsync(host);
        await slow.SendAsync(Encoding.ASCII.GetBytes("POST /events HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n" + new string(' ', 700_000)));
        await CollectorTests.Until(async () =>
        {
            var large = await host.PostAsync(Encoding.ASCII.GetBytes("{\"type\":\"a\"}" + new string(' ', 900_000)), null);
            return large.StatusCode == HttpStatusCode.ServiceUnavailable;
        });
        await AssertAliveAsync(host); // A small one is received in place.
        slow.Dispose();
        await CollectorTests.Until(async () =>
            (await host.PostAsync(Encoding.ASCII.GetBytes("{\"type\":\"a\"}" + new string(' ', 900_000)), null)).StatusCode == HttpStatusCode.OK);
    }

    private static async Task AssertAliveAsync(CollectHost host) =>
        Assert.Equal(HttpStatusCode.OK, (await host.PostAsync("""{"type":"view"}""")).StatusCode);

    private static long AllocatedMegabytes()
    {
        GC.Collect();
        return Environment.WorkingSet >> 20;
    }

    private static byte[] Bomb(string encoding, int size)
    {
        using var to = new MemoryStream();
        using (System.IO.Stream stream = encoding == "gzip" ? new GZipStream(to, CompressionLevel.Optimal, true) : new ZstdSharp.CompressionStream(to, leaveOpen: true))
        {
            var part = Encoding.ASCII.GetBytes(new string(' ', Math.Min(size, 1 << 20)));
            for (var written = 0L; written < size; written += part.Length)
            {
                stream.Write(part);
            }
        }

        return to.ToArray();
    }

    private static async Task<Socket> ConnectAsync(CollectHost host)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(host.Collector.Address, DataFolder.Deadline);
        return socket;
    }

    private static async Task<string> RawAsync(CollectHost host, string request)
    {
        using var socket = await ConnectAsync(host);
        try
        {
            await socket.SendAsync(Encoding.ASCII.GetBytes(request), DataFolder.Deadline);
        }
        catch (SocketException)
        {
            // Refused before all of it was sent; the answer says so.
        }

        return await ReadAsync(socket);
    }

    private static async Task<(long Sent, string Answer)> ChunksAsync(CollectHost host, long bytes)
    {
        using var socket = await ConnectAsync(host);
        await socket.SendAsync("POST /events HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"u8.ToArray());
        var chunk = Encoding.ASCII.GetBytes($"10000\r\n{new string(' ', 0x10000)}\r\n");
        var sent = 0L;
        try
        {
            for (; sent < bytes; sent += chunk.Length)
            {
                await socket.SendAsync(chunk, DataFolder.Deadline);
            }
        }
        catch (SocketException)
        {
            // Closed by the server.
        }

        return (sent, await ReadAsync(socket));
    }

    private static async Task<string> ReadAsync(Socket socket)
    {
        var buffer = new byte[8192];
        try
        {
            var read = await socket.ReceiveAsync(buffer, DataFolder.Deadline);
            return Encoding.ASCII.GetString(buffer, 0, read);
        }
        catch (SocketException)
        {
            return string.Empty;
        }
    }
}

/// <summary>Tests that look at the memory of the process, in which therefore no other runs.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneCollection
{
    internal const string Name = "alone";
}
