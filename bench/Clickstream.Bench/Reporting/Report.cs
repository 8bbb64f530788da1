using Clickstream.Bench.Measuring;

namespace Clickstream.Bench.Reporting;

/// <summary>What a benchmark found.</summary>
/// <param name="Title">One sentence.</param>
/// <param name="Events">Events of one run.</param>
/// <param name="Contestants">The first is ours, the others are what it stands beside.</param>
internal sealed record Report(string Title, long Events, IReadOnlyList<Series> Contestants)
{
    /// <summary>Our figures divided by those of a limit.</summary>
    public IReadOnlyList<Ratio> Ratios { get; init; } = [];

    /// <summary>The floors.</summary>
    public IReadOnlyList<Goal> Goals { get; init; } = [];

    /// <summary>What a reader must know to read the figures; one sentence each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The figures that JSON shows beside time, CPU and memory; null shows all, and rates.</summary>
    public IReadOnlyList<string>? JsonFigures { get; init; }

    /// <summary>Other tables, below that of the contestants.</summary>
    public IReadOnlyList<Table> Tables { get; init; } = [];

    /// <summary>Figures that have a column of their own, beside time, CPU and memory.</summary>
    public IReadOnlyList<Column> Columns { get; init; } = [];
}

/// <summary>A figure of ours divided by the same of a limit.</summary>
/// <param name="Key">Its name in JSON.</param>
/// <param name="Text">Its name for a person.</param>
/// <param name="Value">Below 1 we are faster or smaller.</param>
internal sealed record Ratio(string Key, string Text, double Value);

/// <summary>A floor, and whether it was reached.</summary>
/// <param name="Text">What is asked for.</param>
/// <param name="Value">What was measured.</param>
/// <param name="Unit">The unit of both.</param>
/// <param name="IsMet">Whether it was reached.</param>
internal sealed record Goal(string Text, double Value, string Unit, bool IsMet);

/// <summary>A column of the table.</summary>
/// <param name="Header">Its head.</param>
/// <param name="Format">How its numbers are written.</param>
/// <param name="Value">Its value for a contestant; null leaves it empty.</param>
internal sealed record Column(string Header, string Format, Func<Series, double?> Value)
{
    /// <summary>Events a second of wall time.</summary>
    public static Column EventRate { get; } = Per("events/s", "N0", Figures.Events, (series, events) => events / series.Wall);

    /// <summary>Microseconds of CPU for each event.</summary>
    public static Column CpuOfEvent { get; } = Per("µs CPU/event", "F2", Figures.Events, (series, events) => series.Cpu * 1e6 / events);

    /// <summary>Megabytes written or read in a second.</summary>
    public static Column ByteRate { get; } = Per("MB/s", "N0", Figures.Bytes, (series, bytes) => bytes / series.Wall / 1e6);

    /// <summary>A figure as it was reported.</summary>
    public static Column Of(string header, string figure, string format) => Per(header, format, figure, (_, value) => value);

    private static Column Per(string header, string format, string figure, Func<Series, double, double> value) =>
        new(header, format, series => series.Has(figure) ? value(series, series.Figure(figure)) : null);
}
