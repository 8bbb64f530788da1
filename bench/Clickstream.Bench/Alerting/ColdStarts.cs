using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Clickstream.Bench.Measuring;

namespace Clickstream.Bench.Alerting;

/// <summary>Starts a function again and again behind a Runtime API that gives one event.</summary>
internal static class ColdStarts
{
    public const string Memory = "memory_mb";

    public const int Starts = 30;

    private const int Records = 100;

    /// <summary>Starts of the function, each to its first answer.</summary>
    public static async Task<Usage> MeasureAsync(string binary)
    {
        using var api = new HttpListener();
        var address = $"127.0.0.1:{FreePort()}";
        api.Prefixes.Add($"http://{address}/");
        api.Start();
        var json = Event();
        var (times, peak, began) = (new List<double>(), 0L, Stopwatch.GetTimestamp());
        for (var start = 0; start < Starts; start++)
        {
            var (milliseconds, bytes) = await OnceAsync(binary, api, address, json);
            times.Add(milliseconds);
            peak = Math.Max(peak, bytes);
        }

        var figures = new Latencies(times).ToFigures();
        figures[Memory] = peak / 1e6;
        return new Usage(Stopwatch.GetElapsedTime(began).TotalSeconds, 0, peak / 1e6, figures);
    }

    /// <summary>Starts of a program, each to its end.</summary>
    public static async Task<Usage> MeasureProcessAsync(string program)
    {
        var (times, began) = (new List<double>(), Stopwatch.GetTimestamp());
        for (var start = 0; start < Starts; start++)
        {
            var at = Stopwatch.GetTimestamp();
            using var process = Process.Start(new ProcessStartInfo(program) { RedirectStandardOutput = true })!;
            await process.WaitForExitAsync();
            times.Add(Stopwatch.GetElapsedTime(at).TotalMilliseconds);
        }

        return new Usage(Stopwatch.GetElapsedTime(began).TotalSeconds, 0, 0, new Latencies(times).ToFigures());
    }

    private static async Task<(double Milliseconds, long Bytes)> OnceAsync(string binary, HttpListener api, string address, byte[] json)
    {
        var info = new ProcessStartInfo(binary) { RedirectStandardOutput = true };
        info.Environment.Clear();
        foreach (var (name, value) in new[]
        {
            ("AWS_LAMBDA_RUNTIME_API", address), ("AWS_ACCESS_KEY_ID", "test"), ("AWS_SECRET_ACCESS_KEY", "test"), ("AWS_REGION", "us-east-1"),
            ("CLICKSTREAM_BUCKET", "lake"), ("CLICKSTREAM_TOPIC", "arn:aws:sns:us-east-1:123456789012:alerts"),
        })
        {
            info.Environment[name] = value;
        }

        var began = Stopwatch.GetTimestamp();
        using var process = Process.Start(info)!;
        var next = await api.GetContextAsync();
        next.Response.Headers["Lambda-Runtime-Aws-Request-Id"] = "1";
        next.Response.Headers["Lambda-Runtime-Deadline-Ms"] = (TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() + 60_000).ToString(CultureInfo.InvariantCulture);
        next.Response.Close(json, willBlock: false);
        var answer = await api.GetContextAsync();
        var milliseconds = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        if (!answer.Request.RawUrl!.EndsWith("/response", StringComparison.Ordinal))
        {
            throw new InvalidOperationException($"The function answered with {answer.Request.RawUrl}.");
        }

        process.Refresh();
        var bytes = process.PeakWorkingSet64;
        process.Kill();
        await process.WaitForExitAsync();
        answer.Response.Abort();
        return (milliseconds, bytes);
    }

    private static byte[] Event()
    {
        var data = Convert.ToBase64String(Encoding.UTF8.GetBytes("{\"event_type\":\"view\",\"event_time\":\"2026-03-01T10:00:00Z\",\"user_id\":\"u1\",\"product_id\":\"p1\"}"));
        return JsonSerializer.SerializeToUtf8Bytes(new
        {
            Records = Enumerable.Range(1, Records).Select(number => new
            {
                kinesis = new { partitionKey = "1", sequenceNumber = $"{number}", data, approximateArrivalTimestamp = 1772359205.5 },
                eventSource = "aws:kinesis",
                eventID = $"shardId-000000000000:{number}",
            }),
        });
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
