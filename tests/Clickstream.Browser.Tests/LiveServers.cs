using Clickstream.Stream.Live;

namespace Clickstream.Browser.Tests;

/// <summary>Starts servers of the page on loopback.</summary>
internal static class LiveServers
{
    public static Task<LiveServer> StartAsync(LiveView view, int port = 0) => LiveServer.StartAsync(
        new LiveOptions { Address = LiveAddress.Default with { Port = port } }, view, null, TimeProvider.System, CancellationToken.None);
}
