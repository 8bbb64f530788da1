using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;

namespace Clickstream.Bench.Collecting;

/// <summary>How requests follow each other.</summary>
/// <param name="Start">When they began.</param>
/// <param name="Length">For how long.</param>
/// <param name="RequestsPerSecond">Of all connections together; 0 for as fast as they are answered.</param>
/// <param name="Connections">How many share that.</param>
internal sealed record LoadPace(long Start, TimeSpan Length, int RequestsPerSecond, int Connections)
{
    /// <summary>When a request of a connection is due, after the start; null if it is due when the one before is answered.</summary>
    public TimeSpan? DueAt(int connection, long request) =>
        RequestsPerSecond == 0 ? null : TimeSpan.FromSeconds(((request * Connections) + connection) / (double)RequestsPerSecond);
}

/// <summary>One connection, one request at a time. At a steady rate a latency counts from when the request was due, so a pause of the server is not hidden.</summary>
/// <param name="address">The server.</param>
/// <param name="requests">What to send, in turn.</param>
/// <param name="number">Which connection it is.</param>
/// <param name="pace">When to send.</param>
internal sealed class LoadConnection(IPEndPoint address, byte[][] requests, int number, LoadPace pace)
{
    private readonly byte[] _answer = new byte[4096];

    public List<double> Milliseconds { get; } = [];

    public long Failures { get; private set; }

    public async Task RunAsync()
    {
        var time = TimeProvider.System;
        using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(address);
        for (long i = 0; ; i++)
        {
            var due = pace.DueAt(number, i);
            if (due is { } at && at - time.GetElapsedTime(pace.Start) is { Ticks: > 0 } early)
            {
                await Task.Delay(early, time);
            }

            if (time.GetElapsedTime(pace.Start) >= pace.Length || due >= pace.Length)
            {
                return;
            }

            var from = due ?? time.GetElapsedTime(pace.Start);
            ReadOnlyMemory<byte> request = requests[(int)((i + (number * 7)) % requests.Length)];
            while (!request.IsEmpty)
            {
                request = request[await socket.SendAsync(request)..];
            }

            Failures += await ReadAsync(socket) ? 0 : 1;
            Milliseconds.Add((time.GetElapsedTime(pace.Start) - from).TotalMilliseconds);
        }
    }

    // True for a 200.
    private async ValueTask<bool> ReadAsync(Socket socket)
    {
        var read = 0;
        while (true)
        {
            var more = await socket.ReceiveAsync(_answer.AsMemory(read));
            if (more == 0)
            {
                throw new InvalidOperationException("The server has closed the connection.");
            }

            read += more;
            var answer = _answer.AsSpan(0, read);
            var end = answer.IndexOf("\r\n\r\n"u8);
            if (end < 0)
            {
                continue;
            }

            var length = answer[..end].IndexOf("Content-Length: "u8);
            if (length < 0 || !Utf8Parser.TryParse(answer[(length + 16)..], out int body, out _))
            {
                throw new InvalidOperationException("The server's answer has no length.");
            }

            if (read >= end + 4 + body)
            {
                return answer[9] == '2';
            }
        }
    }
}
