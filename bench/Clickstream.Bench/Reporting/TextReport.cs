using System.Globalization;
using Clickstream.Bench.Measuring;

namespace Clickstream.Bench.Reporting;

/// <summary>A report as a table for a person.</summary>
internal static class TextReport
{
    private static readonly Column[] CommonColumns =
    [
        new("wall s", "F2", series => series.Wall),
        new("CPU s", "F2", series => series.Cpu),
        new("peak MB", "F0", series => series.PeakMegabytes),
    ];

    public static void Write(Report report, Setting setting, TextWriter output)
    {
        var machine = setting.Machine;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""
            {setting.Name}: {report.Title}
            {setting.Started:yyyy-MM-dd HH:mm} UTC; {machine.Processor}, {machine.Cores} cores, {machine.MemoryMegabytes:N0} MB
            load average {setting.LoadAtStart:F1} at the start, {Machine.Load:F1} at the end
            {setting.CommandFor(report.Events)}
            {report.Events:N0} events; medians of {setting.Options.Rounds} rounds, the contestants in turn, each in a process of its own

            """));
        WriteTable(report, output);
        foreach (var ratio in report.Ratios)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"ratio  {ratio.Text}: {ratio.Value:F2}"));
        }

        foreach (var goal in report.Goals)
        {
            var value = goal.Value.ToString(goal.Value >= 1000 ? "N0" : "F2", CultureInfo.InvariantCulture);
            output.WriteLine($"goal   {goal.Text}: {value} {goal.Unit}, {(goal.IsMet ? "met" : "NOT met")}");
        }

        foreach (var note in report.Notes)
        {
            output.WriteLine($"note   {note}");
        }

        output.WriteLine();
        foreach (var table in report.Tables)
        {
            output.WriteLine($"{setting.Name}: {table.Title}");
            WriteLines([table.Headers, .. table.Rows], output);
            table.Notes.ToList().ForEach(note => output.WriteLine($"note   {note}"));
            output.WriteLine();
        }
    }

    private static void WriteTable(Report report, TextWriter output)
    {
        Column[] columns = [.. CommonColumns, .. report.Columns];
        var lines = new List<IReadOnlyList<string>> { (string[])["", .. columns.Select(column => column.Header)] };
        lines.AddRange(report.Contestants.Select(series => (string[])[series.Name, .. columns.Select(column => Cell(column, series))]));
        WriteLines(lines, output);
    }

    private static void WriteLines(List<IReadOnlyList<string>> lines, TextWriter output)
    {
        var widths = Enumerable.Range(0, lines[0].Count).Select(i => lines.Max(line => line[i].Length)).ToArray();
        foreach (var line in lines)
        {
            var cells = line.Skip(1).Select((cell, i) => "  " + cell.PadLeft(widths[i + 1]));
            output.WriteLine((line[0].PadRight(widths[0]) + string.Concat(cells)).TrimEnd());
        }

        output.WriteLine();
    }

    private static string Cell(Column column, Series series) =>
        column.Value(series)?.ToString(column.Format, CultureInfo.InvariantCulture) ?? "";
}
