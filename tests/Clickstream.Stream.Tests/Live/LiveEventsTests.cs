using System.Net.Sockets;
using System.Text;
using Clickstream.Stream.Live;

namespace Clickstream.Stream.Tests.Live;

public sealed class LiveEventsTests
{
    [Fact]
    public async Task A_visitor_gets_everything_first_and_then_what_changed()
    {
        await using var host = await LiveHost.StartAsync();
        host.Feed.Publish(Rows.Minute(0));
        await host.View.RefreshAsync(CancellationToken.None);
        using var events = await EventReader.OpenAsync(host.Client);

        var (firstId, firstName, snapshot) = (await events.NextAsync("snapshot", "delta"))!.Value;
        host.Feed.Publish(Rows.Minute(1, events: 7));
        await host.View.RefreshAsync(CancellationToken.None);
        var (secondId, secondName, delta) = (await events.NextAsync("snapshot", "delta"))!.Value;

        Assert.Equal(("snapshot", "delta"), (firstName, secondName));
        Assert.NotEqual(firstId, secondId);
        Assert.Equal(10, snapshot.GetProperty("minutes")[0].GetProperty("events").GetInt64());
        Assert.Equal(7, Assert.Single(delta.GetProperty("minutes").EnumerateArray()).GetProperty("events").GetInt64());
        Assert.False(delta.TryGetProperty("shards", out _));
        Assert.False(delta.TryGetProperty("alerts", out _));
    }

    [Fact]
    public async Task A_visitor_who_comes_back_goes_on_where_he_was()
    {
        await using var host = await LiveHost.StartAsync();
        host.Feed.Publish(Rows.Minute(0));
        await host.View.RefreshAsync(CancellationToken.None);
        string id;
        using (var events = await EventReader.OpenAsync(host.Client))
        {
            id = (await events.NextAsync("snapshot"))!.Value.Id;
        }

        host.Feed.Publish(Rows.Alert(1));
        await host.View.RefreshAsync(CancellationToken.None);
        using var again = await EventReader.OpenAsync(host.Client, id);
        var (_, name, data) = (await again.NextAsync("snapshot", "delta"))!.Value;
        using var stranger = await EventReader.OpenAsync(host.Client, "another-7");

        Assert.Equal("delta", name);
        Assert.Equal("order-1", Assert.Single(data.GetProperty("alerts").EnumerateArray()).GetProperty("order").GetString());
        Assert.False(data.TryGetProperty("minutes", out _));
        Assert.Equal("snapshot", (await stranger.NextAsync("snapshot", "delta"))!.Value.Name);
    }

    [Fact]
    public async Task A_quiet_stream_beats()
    {
        await using var host = await LiveHost.StartAsync(new LiveOptions { Heartbeat = TimeSpan.FromMilliseconds(20) });
        using var events = await EventReader.OpenAsync(host.Client);

        Assert.NotNull(await events.NextAsync("snapshot"));
        Assert.NotNull(await events.NextAsync("beat"));
    }

    [Fact]
    public async Task A_visitor_who_does_not_read_skips_versions_and_still_ends_at_the_newest()
    {
        const int Updates = 1500;
        await using var host = await LiveHost.StartAsync();
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
        await socket.ConnectAsync(host.Server.Address.Address, host.Server.Address.Port);
        await socket.SendAsync(Encoding.ASCII.GetBytes($"GET /api/events HTTP/1.0\r\nHost: {host.Server.Address.Address}\r\n\r\n"));

        for (var update = 0; update < Updates; update++)
        {
            for (var alert = 0; alert < 50; alert++)
            {
                host.Feed.Publish(Rows.Alert((update * 50) + alert));
            }

            await host.View.RefreshAsync(CancellationToken.None);
        }

        // Nothing was queued for him: what he now reads is what the sockets held, and then the rest in one piece.
        using var events = new EventReader(new NetworkStream(socket));
        var newest = host.View.Board.Read(0).Version;
        var (frames, version) = (0, 0L);
        while (version < newest)
        {
            version = (await events.NextAsync("snapshot", "delta"))!.Value.Data.GetProperty("version").GetInt64();
            frames++;
        }

        Assert.Equal(newest, version);
        Assert.InRange(frames, 2, Updates - 1);
    }

    [Fact]
    public async Task Too_many_visitors_are_told_to_come_back()
    {
        await using var host = await LiveHost.StartAsync(new LiveOptions { MaxClients = 1 });
        using var first = await EventReader.OpenAsync(host.Client);
        using var second = await host.Client.GetAsync(new Uri("/api/events", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);

        Assert.Equal(503, (int)second.StatusCode);
        Assert.Equal("10", second.Headers.RetryAfter?.ToString());
        Assert.NotNull(await first.NextAsync("snapshot"));
    }

    [Fact]
    public async Task Stopping_the_server_ends_the_streams_at_once()
    {
        await using var host = await LiveHost.StartAsync();
        using var events = await EventReader.OpenAsync(host.Client);
        Assert.NotNull(await events.NextAsync("snapshot"));

        await host.Server.DisposeAsync();

        Assert.Null(await events.NextAsync("never"));
    }
}
