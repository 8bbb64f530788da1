using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Amazon.Runtime;
using Clickstream.Aws.Configuration;

namespace Clickstream.Aws.Tests.Narrow;

/// <summary>What a client sent.</summary>
/// <param name="Head">The request line and the headers.</param>
/// <param name="Body">The body.</param>
public sealed record RecordedCall(string Head, string Body);

/// <summary>What is answered.</summary>
/// <param name="Status">The status code; 0 closes the connection without an answer.</param>
/// <param name="Body">The body.</param>
public sealed record ScriptedAnswer(int Status, string Body);

/// <summary>A server on a free port of the loopback that answers what a test told it, in order, and records what it was asked. The last answer is repeated.</summary>
public sealed class ScriptedServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<RecordedCall> _calls = new();
    private readonly Task _serving;
    private readonly ScriptedAnswer[] _answers;
    private int _next;

    public ScriptedServer(params ScriptedAnswer[] answers)
    {
        _answers = answers;
        _listener.Start();
        _serving = ServeAsync();
    }

    /// <summary>What was asked so far.</summary>
    public IReadOnlyList<RecordedCall> Calls => [.. _calls];

    public Uri Url => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    /// <summary>An environment in which every service is at an address.</summary>
    public static AwsEnvironment EnvironmentAt(Uri url) => new()
    {
        Credentials = new BasicAWSCredentials("test", "test"),
        Region = "us-east-1",
        Endpoints = Enum.GetValues<AwsService>().ToDictionary(service => service, _ => url),
    };

    /// <summary>An environment in which every service is this server.</summary>
    public AwsEnvironment Environment => EnvironmentAt(Url);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _serving;
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                await AnswerAsync(client.GetStream());
            }
        }
        catch (Exception end) when (end is OperationCanceledException or SocketException)
        {
            // The test is over.
        }
    }

    private async Task AnswerAsync(NetworkStream stream)
    {
        using var reader = new StreamReader(stream, Encoding.Latin1, leaveOpen: true);
        var head = new StringBuilder();
        var length = 0;
        while (await reader.ReadLineAsync(_stop.Token) is { Length: > 0 } line)
        {
            head.Append(line).Append('\n');
            if (line.StartsWith("content-length:", StringComparison.OrdinalIgnoreCase))
                length = int.Parse(line.AsSpan(line.IndexOf(':', StringComparison.Ordinal) + 1), CultureInfo.InvariantCulture);
        }

        if (head.Length == 0)
            return; // A connection that was opened and not used.
        var body = new char[length];
        await reader.ReadBlockAsync(body, _stop.Token);
        _calls.Enqueue(new RecordedCall(head.ToString(), Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(body))));
        var answer = _answers[Math.Min(_next++, _answers.Length - 1)];
        if (answer.Status == 0)
            return;
        var content = Encoding.UTF8.GetBytes(answer.Body);
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes($"HTTP/1.1 {answer.Status} Scripted\r\nContent-Length: {content.Length}\r\nConnection: close\r\n\r\n"), _stop.Token);
        await stream.WriteAsync(content, _stop.Token);
    }
}
