using Clickstream.Bench.Measuring;
using Clickstream.Bench.Reporting;

namespace Clickstream.Bench.Alerting;

/// <summary>The cold start of the alert functions, from the start of the process to its first answer, beside the start of the smallest process there is.</summary>
internal static class LambdaBench
{
    private const double MostMilliseconds = 60;
    private const double MostMegabytes = 64;
    private const double MostZipMegabytes = 12;

    public static async Task<Report> RunAsync(BenchOptions options, TextWriter messages)
    {
        var folder = Checkout.PathOf("artifacts", "lambda");
        var (binary, zip) = (Path.Combine(folder, "bootstrap"), Path.Combine(folder, "clickstream-alerts.zip"));
        if (!File.Exists(binary))
        {
            throw new MissingException($"There is no {binary}: run 'dotnet publish src/Clickstream.Lambda -c Release -o artifacts/lambda'.");
        }

        var contestants = await Contest.RunAsync(
            options.Rounds,
            messages,
            new Contestant("alert functions", () => ColdStarts.MeasureAsync(binary)),
            new Contestant("true", () => ColdStarts.MeasureProcessAsync("true")));
        var ours = contestants[0];
        var megabytes = new FileInfo(zip).Length / 1e6;
        var (p50, memory) = (ours.Figure(Latencies.P50), ours.Figure(ColdStarts.Memory));
        return new Report("cold starts of the alert functions: process start to the first answer", ColdStarts.Starts, contestants)
        {
            Columns = [Column.Of("p50 ms", Latencies.P50, "F1"), Column.Of("p90 ms", Latencies.P90, "F1"), Column.Of("max ms", Latencies.Max, "F1"), Column.Of("memory MB", ColdStarts.Memory, "F1")],
            Ratios = [new Ratio("p50_to_true", "p50, to a process that does nothing", p50 / contestants[1].Figure(Latencies.P50))],
            Goals =
            [
                new Goal("p50 under 60 ms", p50, "ms", p50 < MostMilliseconds),
                new Goal("memory under 64 MB", memory, "MB", memory < MostMegabytes),
                new Goal("zip under 12 MB", megabytes, "MB", megabytes < MostZipMegabytes),
            ],
            Notes =
            [
                "The event is a batch of 100 Kinesis records without a purchase, so no service is called; with one, the calls of DynamoDB, S3 and SNS come on top.",
                "What Lambda itself needs to fetch the zip and start its sandbox is not in it.",
            ],
        };
    }
}
