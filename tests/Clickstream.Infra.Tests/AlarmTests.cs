using System.Text.Json;
using System.Text.RegularExpressions;
using Clickstream.Infra.Tests.Recording;
using Clickstream.Infra.Tests.Terraform;

namespace Clickstream.Infra.Tests;

/// <summary>An alarm on a metric that nobody emits is silent for ever, so each is compared with what the program prints.</summary>
public sealed partial class AlarmTests
{
    private const string Ours = "Clickstream";

    [TerraformFact]
    public async Task Alarms_and_dashboard_name_metrics_that_the_program_emits_with_these_dimensions()
    {
        var run = await RecordedRun.OnceAsync();
        var instruments = Source().SelectMany(text => Instrument().Matches(text)).Select(match => match.Groups[1].Value).ToHashSet();
        var emitted = run.Emitted.ToLookup(metric => metric.Name, metric => NamesOf(metric.Dimensions));
        Assert.Superset(
            new HashSet<string> { "clickstream.stream.inputs", "clickstream.compact.runs", "clickstream.reconcile.runs" }, emitted.Select(metric => metric.Key).ToHashSet());
        var used = OfAlarms(run.Stack).Concat(OfDashboard(run.Stack)).ToList();
        Assert.True(used.Count > 15);
        Assert.All(used, metric =>
        {
            Assert.Contains(metric.Name, instruments);
            if (emitted.Contains(metric.Name))
                Assert.Contains(NamesOf(metric.Dimensions), emitted[metric.Name]);
        });

        // A metric of which the run emitted a value for the application is asked for by that very value.
        var application = run.Emitted.Select(metric => metric.Dimensions.Split(' ').First(dimension => dimension.StartsWith("application=", StringComparison.Ordinal))).Distinct();
        Assert.Equal([$"application={run.Stack.At("module.stream.aws_dynamodb_table.leases").Text("name")}"], application);
        Assert.All(used, metric => Assert.Contains(application.Single(), metric.Dimensions.Split(' ')));
    }

    [TerraformFact]
    public async Task Every_alarm_says_what_to_do_and_tells_the_operations_topic()
    {
        foreach (var stack in await AppliedStack.AllAsync())
        {
            var topic = stack.At("module.observability.aws_sns_topic.operations").Text("arn");
            var alarms = stack.Of("aws_cloudwatch_metric_alarm");
            Assert.True(alarms.Count >= 10);
            Assert.All(alarms, alarm =>
            {
                Assert.Equal([topic], alarm.Values.GetProperty("alarm_actions").EnumerateArray().Select(action => action.GetString()));
                Assert.True(alarm.Text("alarm_description").Length > 40, alarm.Address);
            });
        }
    }

    [TerraformFact]
    public async Task What_the_issue_asks_to_be_alarmed_about_is()
    {
        var stack = await AppliedStack.WorkerAsync();
        var alarms = stack.Of("aws_cloudwatch_metric_alarm").Select(alarm => alarm.Key).ToHashSet();
        Assert.Superset(
            new HashSet<string> { "lag", "writes-throttled", "reads-throttled", "compaction-stands-still", "compaction-failed", "dead-letter-queue", "no-data", "reconciliation-failed", "worker-silent" },
            alarms);
        Assert.Equal(2, stack.Of("aws_cloudwatch_metric_alarm").Count(alarm => alarm.Address.Contains("function_errors", StringComparison.Ordinal)));
    }

    private static IEnumerable<EmittedMetric> OfAlarms(AppliedStack stack) =>
        stack.Of("aws_cloudwatch_metric_alarm")
            .Where(alarm => alarm.Text("namespace") == Ours)
            .Select(alarm => new EmittedMetric(
                alarm.Text("metric_name"),
                EmittedMetric.TextOf(alarm.Values.GetProperty("dimensions").EnumerateObject().Select(dimension => (dimension.Name, dimension.Value.GetString()!)))));

    private static IEnumerable<EmittedMetric> OfDashboard(AppliedStack stack) =>
        stack.Of("aws_cloudwatch_dashboard").Single().Json("dashboard_body").GetProperty("widgets").EnumerateArray()
            .SelectMany(widget => widget.GetProperty("properties").GetProperty("metrics").EnumerateArray())
            .Select(metric => metric.EnumerateArray().Where(part => part.ValueKind == JsonValueKind.String).Select(part => part.GetString()!).ToArray())
            .Where(metric => metric[0] == Ours)
            .Select(metric => new EmittedMetric(metric[1], EmittedMetric.TextOf(metric[2..].Chunk(2).Select(pair => (pair[0], pair[1])))));

    private static string NamesOf(string dimensions) => string.Join(' ', dimensions.Split(' ').Select(dimension => dimension.Split('=')[0]));

    private static IEnumerable<string> Source() =>
        Directory.EnumerateFiles(Checkout.PathOf("src"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal))
            .Select(File.ReadAllText);

    [GeneratedRegex("Create(?:Counter|Histogram|ObservableGauge)(?:<[a-z]+>)?\\(\\s*\"(clickstream\\.[a-z_.]+)\"")]
    private static partial Regex Instrument();
}
