using System.Globalization;
using System.Net.Http.Headers;
using Clickstream.Bench.Measuring;

namespace Clickstream.Bench.Watching;

/// <summary>Pages that watch: each keeps a stream of server-sent events open, reads it, and asks for the funnel and the last hour every five seconds.</summary>
internal static class WatcherWork
{
    public const string Name = "live-watchers";

    private static readonly TimeSpan AskEvery = TimeSpan.FromSeconds(5);
    private static readonly string[] Questions = ["api/now", "api/minutes?minutes=60"];

    /// <summary>Arguments: URL, watchers, seconds.</summary>
    /// <exception cref="InvalidOperationException">A watcher was not served.</exception>
    public static async Task<Usage> RunAsync(string[] args)
    {
        var (watchers, seconds) = (int.Parse(args[1], CultureInfo.InvariantCulture), int.Parse(args[2], CultureInfo.InvariantCulture));
        using var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = watchers * 2 }) { BaseAddress = new Uri(args[0]), Timeout = Timeout.InfiniteTimeSpan };
        using var end = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));
        var random = new Random(1);
        var pages = await Task.WhenAll(Enumerable.Range(0, watchers).Select(_ => WatchAsync(client, AskEvery * random.NextDouble(), end.Token)));
        if (pages.Any(page => page.Updates == 0))
        {
            throw new InvalidOperationException($"{pages.Count(page => page.Updates == 0)} of {watchers} watchers saw nothing.");
        }

        return Usage.OfThisProcess(new Dictionary<string, double>
        {
            [PageWork.Updates] = pages.Sum(page => page.Updates),
            [Figures.Bytes] = pages.Sum(page => page.Bytes),
        });
    }

    private static async Task<(long Updates, long Bytes)> WatchAsync(HttpClient client, TimeSpan first, CancellationToken end)
    {
        var asking = AskAsync(client, first, end);
        var (updates, bytes) = (0L, 0L);
        try
        {
            await using var stream = await client.GetStreamAsync(new Uri("api/events", UriKind.Relative), end);
            var buffer = new byte[64 * 1024];
            while (await stream.ReadAsync(buffer, end) is > 0 and var length)
            {
                bytes += length;
                updates += buffer.AsSpan(0, length).Count("\nid: "u8) + (buffer.AsSpan(0, length).StartsWith("id: "u8) ? 1 : 0);
            }
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // The time is over.
        }

        await asking;
        return (updates, bytes);
    }

    private static async Task AskAsync(HttpClient client, TimeSpan first, CancellationToken end)
    {
        try
        {
            await Task.Delay(first, TimeProvider.System, end);
            while (true)
            {
                foreach (var question in Questions)
                {
                    using var request = new HttpRequestMessage(HttpMethod.Get, question);
                    request.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue("gzip"));
                    using var answer = (await client.SendAsync(request, end)).EnsureSuccessStatusCode();
                    await answer.Content.ReadAsByteArrayAsync(end);
                }

                await Task.Delay(AskEvery, TimeProvider.System, end);
            }
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // The time is over.
        }
    }
}
