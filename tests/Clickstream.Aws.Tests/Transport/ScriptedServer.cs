using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Clickstream.Aws.Tests.Transport;

/// <summary>A request that came in.</summary>
internal sealed record ScriptedRequest(IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public string Operation => Headers.GetValueOrDefault("x-amz-target", string.Empty).Split('.')[^1];
}

/// <summary>What to do with a request.</summary>
internal sealed record ScriptedAnswer(int Status, byte[] Body)
{
    public string ContentType { get; init; } = "application/x-amz-json-1.1";

    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>Closes the connection after this many bytes of the body.</summary>
    public int? DropAfter { get; init; }

    /// <summary>Never answers.</summary>
    public bool IsSilent { get; init; }

    /// <summary>Sends the pieces one by one, as each task completes, instead of the body; the connection's end is the body's.</summary>
    public IReadOnlyList<Func<Task<byte[]>>>? Pieces { get; init; }

    public static ScriptedAnswer Ok(string json = "{}") => new(200, Encoding.UTF8.GetBytes(json));

    public static ScriptedAnswer Error(int status, string code, string message = "said the server") =>
        new(status, Encoding.UTF8.GetBytes($$"""{"__type":"com.amazonaws.kinesis#{{code}}","message":"{{message}}"}"""));
}

/// <summary>A small HTTP/1.1 server that answers as a script says, faults of the wire included.</summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly List<ScriptedRequest> _requests = [];
    private readonly List<Task> _connections = [];
    private readonly Func<ScriptedRequest, ScriptedAnswer> _answer;
    private readonly Task _accepting;

    /// <summary>Starts a server; the function is called for one request after the other.</summary>
    public ScriptedServer(Func<ScriptedRequest, ScriptedAnswer> answer)
    {
        _answer = answer;
        _listener.Start();
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");
        _accepting = AcceptAsync();
    }

    /// <summary>Gives the answers in order; the last one again and again.</summary>
    public static ScriptedServer Of(params ScriptedAnswer[] answers)
    {
        var next = 0;
        return new ScriptedServer(_ => answers[Math.Min(next++, answers.Length - 1)]);
    }

    public Uri Address { get; }

    public IReadOnlyList<ScriptedRequest> Requests
    {
        get
        {
            lock (_requests)
            {
                return [.. _requests];
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_connections);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var socket = await _listener.AcceptSocketAsync(_stop.Token);
                socket.NoDelay = true;
                _connections.Add(ServeAsync(socket));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Stopped.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using (socket)
        {
            await using var stream = new NetworkStream(socket);
            try
            {
                while (await ReadAsync(stream) is { } request && await RespondAsync(stream, request))
                {
                }
            }
            catch (Exception e) when (e is IOException or OperationCanceledException)
            {
                // The client went away, or the server was stopped.
            }
        }
    }

    private async Task<ScriptedRequest?> ReadAsync(NetworkStream stream)
    {
        var head = new List<byte>();
        var one = new byte[1];
        while (!(head.Count >= 4 && head[^4] == '\r' && head[^3] == '\n' && head[^2] == '\r' && head[^1] == '\n'))
        {
            if (await stream.ReadAsync(one, _stop.Token) == 0)
            {
                return null;
            }

            head.Add(one[0]);
        }

        var lines = Encoding.UTF8.GetString([.. head]).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var headers = lines.Skip(1).Select(line => line.Split(':', 2)).ToDictionary(
            pair => pair[0].Trim().ToLowerInvariant(), pair => pair[1].Trim(), StringComparer.OrdinalIgnoreCase);
        var body = new byte[int.Parse(headers.GetValueOrDefault("content-length", "0"), CultureInfo.InvariantCulture)];
        await stream.ReadExactlyAsync(body, _stop.Token);
        return new ScriptedRequest(headers, body);
    }

    /// <returns>Whether the connection goes on.</returns>
    private async Task<bool> RespondAsync(NetworkStream stream, ScriptedRequest request)
    {
        ScriptedAnswer answer;
        lock (_requests)
        {
            _requests.Add(request);
            answer = _answer(request);
        }

        if (answer.IsSilent)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, _stop.Token);
        }

        var extra = string.Concat(answer.Headers.Select(header => $"{header.Key}: {header.Value}\r\n"));
        var length = answer.Pieces is null ? $"Content-Length: {answer.Body.Length}\r\n" : "Connection: close\r\n";
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes($"HTTP/1.1 {answer.Status} X\r\nContent-Type: {answer.ContentType}\r\n{length}{extra}\r\n"), _stop.Token);
        await stream.WriteAsync(answer.Body.AsMemory(0, answer.DropAfter ?? answer.Body.Length), _stop.Token);
        foreach (var piece in answer.Pieces ?? [])
        {
            await stream.WriteAsync(await piece(), _stop.Token);
        }

        return answer.DropAfter is null && answer.Pieces is null;
    }
}
