using System.Buffers;
using Microsoft.AspNetCore.Connections;

namespace Clickstream.Local.KinesisApi.Server;

/// <summary>Looks at the first bytes of a connection: a client that knows that we speak HTTP/2 begins with a preface.</summary>
internal static class ProtocolSniffer
{
    // The whole preface is longer, but no method of HTTP/1.1 begins like this.
    private static ReadOnlySpan<byte> Preface => "PRI * HTTP/2.0\r\n"u8;

    /// <summary>Hands connections of HTTP/2 over, and leaves the others to the next step.</summary>
    public static ConnectionDelegate Between(HandedConnections http2, ConnectionDelegate http1) => async connection =>
    {
        var isHttp2 = await BeginsAsHttp2Async(connection).ConfigureAwait(false);
        await (isHttp2 ? http2.HandAsync(connection) : http1(connection)).ConfigureAwait(false);
    };

    private static async Task<bool> BeginsAsHttp2Async(ConnectionContext connection)
    {
        var input = connection.Transport.Input;
        while (true)
        {
            var result = await input.ReadAsync(connection.ConnectionClosed).ConfigureAwait(false);
            var isPreface = Match(result.Buffer);

            // Nothing is consumed. What is not decided yet is examined, so that the next read waits for more.
            input.AdvanceTo(result.Buffer.Start, isPreface is null ? result.Buffer.End : result.Buffer.Start);
            if (isPreface is { } decided)
            {
                return decided;
            }

            if (result.IsCompleted)
            {
                return false;
            }
        }
    }

    private static bool? Match(ReadOnlySequence<byte> buffer)
    {
        Span<byte> start = stackalloc byte[Preface.Length];
        var length = (int)Math.Min(buffer.Length, Preface.Length);
        buffer.Slice(0, length).CopyTo(start);
        return !Preface.StartsWith(start[..length]) ? false : length == Preface.Length ? true : null;
    }
}
