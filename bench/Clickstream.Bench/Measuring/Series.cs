namespace Clickstream.Bench.Measuring;

/// <summary>Several runs of one contestant.</summary>
internal sealed class Series(string name)
{
    private readonly List<Usage> _runs = [];

    public string Name { get; } = name;

    public void Add(Usage usage) => _runs.Add(usage);

    public double Wall => Median(run => run.Wall);

    public double Cpu => Median(run => run.Cpu);

    public double PeakMegabytes => Median(run => run.PeakMegabytes);

    /// <summary>The names of the other figures that the runs reported, in order.</summary>
    public IEnumerable<string> FigureNames => _runs.SelectMany(run => run.Figures.Keys).Distinct().Order(StringComparer.Ordinal);

    /// <summary>The median of one figure.</summary>
    public double Figure(string name) => Median(run => run.Figures.GetValueOrDefault(name));

    public bool Has(string name) => _runs.Exists(run => run.Figures.ContainsKey(name));

    /// <summary>The median over the runs of one figure.</summary>
    private double Median(Func<Usage, double> figure)
    {
        var sorted = _runs.Select(figure).Order().ToList();
        return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }
}
