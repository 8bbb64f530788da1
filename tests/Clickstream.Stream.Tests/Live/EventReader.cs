using System.Text.Json;

namespace Clickstream.Stream.Tests.Live;

/// <summary>Reads server-sent events as a browser does. Every read has a bound.</summary>
internal sealed class EventReader(System.IO.Stream stream) : IDisposable
{
    private readonly StreamReader _lines = new(stream);

    public static async Task<EventReader> OpenAsync(HttpClient client, string? lastEventId = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/events");
        if (lastEventId is not null)
        {
            request.Headers.Add("Last-Event-ID", lastEventId);
        }

        var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal("text/event-stream", response.EnsureSuccessStatusCode().Content.Headers.ContentType?.MediaType);
        return new EventReader(await response.Content.ReadAsStreamAsync());
    }

    /// <summary>The next event of a name; null if the stream ended.</summary>
    public async Task<(string Id, string Name, JsonElement Data)?> NextAsync(params string[] names)
    {
        using var patience = new CancellationTokenSource(LiveHost.Patience);
        var (id, name) = (string.Empty, string.Empty);
        JsonElement data = default;
        while (await _lines.ReadLineAsync(patience.Token) is { } line)
        {
            if (line.StartsWith("id: ", StringComparison.Ordinal))
            {
                id = line[4..];
            }
            else if (line.StartsWith("event: ", StringComparison.Ordinal))
            {
                name = line[7..];
            }
            else if (line.StartsWith("data: ", StringComparison.Ordinal))
            {
                data = JsonDocument.Parse(line[6..]).RootElement;
            }
            else if (line.Length == 0 && names.Contains(name))
            {
                return (id, name, data);
            }
        }

        return null;
    }

    public void Dispose() => _lines.Dispose();
}
