using System.Buffers.Text;
using System.Globalization;
using System.IO.Compression;
using Clickstream.Core.Lake;
using Clickstream.Core.Time;
using Clickstream.Emulators;
using Xunit.Abstractions;

namespace Clickstream.Campaign.Tests.Sizes;

/// <summary>One micro-batch that is far larger than the memory: in the long campaign one of 5 GB.</summary>
public sealed class LargeBatchTests(ITestOutputHelper output)
{
    private const double Program = 130; // Megabytes of a .NET process that does nothing yet, its code and the compressor.

    private static bool IsLong => Environment.GetEnvironmentVariable("CLICKSTREAM_CAMPAIGN") == "long";

    [EmulatorFact(EmulatorName.Moto)] // Python tells the memory.
    public async Task A_micro_batch_that_is_larger_than_the_memory_is_compacted_within_its_limit()
    {
        var (bytes, limit) = IsLong ? (5_000_000_000L, 512) : (60_000_000L, 64);
        using var data = new DataFolder();
        var (lines, distinct) = await WriteAsync(data.Path, bytes);
        var (compacted, memory) = await MeasuredRun.RunAsync(
            0, "compact", "--once", "--json", "--data", data.Path, "--max-memory", limit.ToString(CultureInfo.InvariantCulture), "--spill", Path.Combine(data.Path, "spill"));
        Assert.Equal((distinct, lines - distinct), (compacted.GetProperty("accepted").GetInt64(), compacted.GetProperty("duplicates").GetInt64()));

        // There are no ledgers, so it does not reconcile; but it reads every file.
        var (reconciled, audit) = await MeasuredRun.RunAsync(3, "reconcile", "--json", "--data", data.Path);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{bytes:N0} bytes, {lines:N0} lines: compact took {compacted.GetProperty("seconds").GetDouble():F1} s and {memory:F0} MB of {limit} MiB; reconcile {audit:F0} MB"));
        Assert.Equal(distinct, reconciled.GetProperty("totals").GetProperty("parquet_rows").GetInt64());
        Assert.True(memory < (limit * 1.05) + Program, $"{memory:F0} MB with a limit of {limit} MiB");
        Assert.True(audit < Program + 320, $"reconcile took {audit:F0} MB");
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(data.Path, "spill")));
    }

    // Lines as the worker writes them, of many visitors; each thirtieth is there twice, far apart.
    private static async Task<(long Lines, long Distinct)> WriteAsync(string data, long bytes)
    {
        var hour = Hour.TryParse("2026/03/01/09", out var parsed) ? parsed : throw new InvalidOperationException();
        var folder = Directory.CreateDirectory(Path.Combine(data, LakeLayout.Landing, hour.Path)).FullName;
        var template = """
            {"_position":"shardId-000000000000:0000000000:0:0","click_id":"c0000000000","event_type":"product_view","event_timestamp":"2026-03-01T09:00:00.000000Z","user_id":"u00000000","session_id":"s00000000","page_url":"https://shop.example/p/p00000000/a-name-of-a-product?utm_source=newsletter&utm_medium=email&utm_campaign=spring","referrer_url":"https://www.example.org/search?q=something+nice","device_type":"mobile","os":"Android","browser":"Chrome","country":"DE","ip":"203.0.113.7","user_agent":"Mozilla/5.0 (Linux; Android 14) Chrome/119.0 Mobile","metadata":{"campaign":"spring","signup_date":"2024-11-12"}}

            """u8.ToArray();
        int At(ReadOnlySpan<byte> text) => template.AsSpan().IndexOf(text) + text.Length;
        var (position, click, user, session, product) = (At("shardId-000000000000:"u8), At("\"c"u8) + "lick_id\":\"c"u8.Length, At("\"user_id\":\"u"u8), At("\"session_id\":\"s"u8), At("/p/p"u8));
        var time = At("2026-03-01T09:"u8);
        var (random, lines, distinct) = (new Random(7), bytes / template.Length, 0L);
        await using var file = File.Create(Path.Combine(folder, "landing.tmp"));
        await using (var gzip = new GZipStream(file, CompressionLevel.Fastest))
        {
            for (var line = 0L; line < lines; line++)
            {
                var again = line % 30 == 29 ? line / 2 - (line / 2 % 30 == 29 ? 1 : 0) : line;
                distinct += again == line ? 1 : 0;
                Digits(template, position, 10, line + 1);
                Digits(template, click, 10, again);
                Digits(template, user, 8, random.Next((int)(lines / 20) + 1));
                Digits(template, session, 8, random.Next((int)(lines / 10) + 1));
                Digits(template, product, 8, random.Next(20_000));
                Digits(template, time, 2, random.Next(60));
                Digits(template, time + 3, 2, random.Next(60));
                gzip.Write(template);
            }
        }

        await file.DisposeAsync();
        File.Move(file.Name, Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"shardId-000000000000-1-{lines}.json.gz")));
        return (lines, distinct);
    }

    private static void Digits(byte[] template, int at, int count, long number) =>
        Assert.True(Utf8Formatter.TryFormat(number, template.AsSpan(at, count), out _, new System.Buffers.StandardFormat('D', (byte)count)));
}
