using System.Text.Json.Nodes;
using Clickstream.Bench.Measuring;

namespace Clickstream.Bench.Reporting;

/// <summary>A report as JSON, with snake-case names; one object for each contestant.</summary>
internal static class JsonReport
{
    public static JsonObject Of(Report report, Setting setting)
    {
        var document = new JsonObject
        {
            ["name"] = setting.Name,
            ["date"] = setting.Started.ToString("yyyy-MM-ddTHH:mm:ssZ", null),
            ["machine"] = new JsonObject
            {
                ["processor"] = setting.Machine.Processor,
                ["cores"] = setting.Machine.Cores,
                ["memory_mb"] = setting.Machine.MemoryMegabytes,
                ["load_at_start"] = setting.LoadAtStart,
                ["load_at_end"] = Machine.Load,
            },
            ["command"] = setting.CommandFor(report.Events),
            ["events"] = report.Events,
            ["rounds"] = setting.Options.Rounds,
        };
        foreach (var series in report.Contestants)
        {
            document[series.Name.Replace(' ', '_')] = Of(series, report.JsonFigures);
        }

        foreach (var table in report.Tables)
        {
            document["queries"] = new JsonArray([.. table.Rows.Select(row => new JsonArray([.. row.Select(cell => (JsonNode?)cell)]))]);
        }

        document["ratios"] = new JsonObject(report.Ratios.Select(ratio => KeyValuePair.Create(ratio.Key, (JsonNode?)Round(ratio.Value))));
        document["goals"] = new JsonArray([.. report.Goals.Select(goal => new JsonObject
        {
            ["goal"] = goal.Text,
            ["value"] = Round(goal.Value),
            ["unit"] = goal.Unit,
            ["met"] = goal.IsMet,
        })]);
        return document;
    }

    private static JsonObject Of(Series series, IReadOnlyList<string>? figures)
    {
        var document = new JsonObject
        {
            ["wall_s"] = Round(series.Wall),
            ["cpu_s"] = Round(series.Cpu),
            ["peak_mb"] = Round(series.PeakMegabytes),
        };
        foreach (var name in figures ?? series.FigureNames)
        {
            document[name] = Round(series.Figure(name));
        }

        if (figures is null && series.Has(Figures.Events))
        {
            document["events_per_s"] = Round(Column.EventRate.Value(series)!.Value);
            document["cpu_us_per_event"] = Round(Column.CpuOfEvent.Value(series)!.Value);
        }

        return document;
    }

    private static double Round(double value) => Math.Round(value, 3);
}
