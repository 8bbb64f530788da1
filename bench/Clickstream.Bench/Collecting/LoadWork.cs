using System.Globalization;
using System.Net;
using Clickstream.Bench.Alerting;
using Clickstream.Bench.Kinesis;
using Clickstream.Bench.Measuring;
using Clickstream.Core.Decoding;
using Clickstream.Core.Events;

namespace Clickstream.Bench.Collecting;

/// <summary>
/// Sends events to a server over many connections: as fast as it answers, or at a steady rate. A small program of our own on
/// sockets, so that one core of load is enough for one core of server.
/// </summary>
internal static class LoadWork
{
    public const string Name = "collect-load";
    public const string Requests = "requests";
    public const string Failures = "failures";

    private const int Bodies = 256; // Prepared, and sent in turn.
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);

    /// <summary>Arguments: address, file of events, events in a request, connections, seconds, requests a second (0: as fast as it goes).</summary>
    public static async Task<Usage> RunAsync(string[] args)
    {
        var address = IPEndPoint.Parse(args[0]);
        var (batch, connections, rate) = (Number(args[2]), Number(args[3]), Number(args[5]));
        var length = TimeSpan.FromSeconds(Number(args[4]));
        var requests = Prepare(args[1], batch, address);
        await SendAsync(address, requests, connections, rate, WarmUp);
        var start = TimeProvider.System.GetTimestamp();
        var results = await SendAsync(address, requests, connections, rate, length);
        var wall = TimeProvider.System.GetElapsedTime(start);
        var figures = new Latencies(results.SelectMany(connection => connection.Milliseconds)).ToFigures();
        figures[Requests] = results.Sum(connection => connection.Milliseconds.Count);
        figures[Failures] = results.Sum(connection => connection.Failures);
        figures[Figures.Events] = figures[Requests] * batch;
        return Usage.OfThisProcess(wall, figures);
    }

    private static async Task<LoadConnection[]> SendAsync(IPEndPoint address, byte[][] requests, int connections, int rate, TimeSpan length)
    {
        var start = TimeProvider.System.GetTimestamp();
        var all = Enumerable.Range(0, connections)
            .Select(i => new LoadConnection(address, requests, i, new LoadPace(start, length, rate, connections)))
            .ToArray();
        await Task.WhenAll(all.Select(connection => connection.RunAsync()));
        return all;
    }

    private static byte[][] Prepare(string file, int batch, IPEndPoint address)
    {
        var (decoder, events) = (new EventDecoder(DecoderOptions.Default), new EventBatch());
        var lines = EventFile.Lines(file).Where(line => decoder.Decode(line.Span, events) == RejectionReason.None).Take(Bodies * batch).ToList();
        var requests = new byte[Bodies][];
        for (var i = 0; i < requests.Length; i++)
        {
            using var body = new MemoryStream();
            for (var j = 0; j < batch; j++)
            {
                body.Write(lines[((i * batch) + j) % lines.Count].Span);
                body.WriteByte((byte)'\n');
            }

            var head = string.Create(
                CultureInfo.InvariantCulture,
                $"POST /events HTTP/1.1\r\nHost: {address}\r\nUser-Agent: load\r\nContent-Type: application/x-ndjson\r\nContent-Length: {body.Length}\r\n\r\n");
            requests[i] = [.. System.Text.Encoding.ASCII.GetBytes(head), .. body.ToArray()];
        }

        return requests;
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
