using System.Globalization;

namespace Clickstream.Bench.Reporting;

/// <summary>The machine, as figures need it beside them.</summary>
/// <param name="Processor">The model.</param>
/// <param name="Cores">Logical processors.</param>
/// <param name="MemoryMegabytes">Main memory.</param>
internal sealed record Machine(string Processor, int Cores, long MemoryMegabytes)
{
    /// <summary>
    /// Processes that wanted to run in the last minute, on average. Above the number of cores, figures are worse than they would be.
    /// </summary>
    public static double Load => double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture);

    /// <summary>This machine.</summary>
    public static Machine Look()
    {
        var model = File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal));
        var memory = File.ReadLines("/proc/meminfo").First(line => line.StartsWith("MemTotal:", StringComparison.Ordinal));
        var kilobytes = long.Parse(memory.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
        return new Machine(model?.Split(':', 2)[1].Trim() ?? "unknown processor", Environment.ProcessorCount, kilobytes * 1024 / 1_000_000);
    }
}
