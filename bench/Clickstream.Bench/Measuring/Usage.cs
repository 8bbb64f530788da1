using System.Globalization;

namespace Clickstream.Bench.Measuring;

/// <summary>What a process of its own used for one piece of work.</summary>
/// <param name="Wall">Seconds by the clock; without start-up, where nothing else is said.</param>
/// <param name="Cpu">CPU seconds of all threads, user and system, start-up included.</param>
/// <param name="PeakMegabytes">Greatest resident memory, MB (the kernel's VmHWM).</param>
/// <param name="Figures">Other figures that the work reports: events, bytes and so on.</param>
internal sealed record Usage(double Wall, double Cpu, double PeakMegabytes, IReadOnlyDictionary<string, double> Figures)
{
    /// <summary>The usage of this process so far, start-up included.</summary>
    public static Usage OfThisProcess(IReadOnlyDictionary<string, double> figures)
    {
        using var process = System.Diagnostics.Process.GetCurrentProcess();
        return OfThisProcess(TimeProvider.System.GetUtcNow() - process.StartTime.ToUniversalTime(), figures);
    }

    /// <summary>The usage of this process so far.</summary>
    public static Usage OfThisProcess(TimeSpan wall, IReadOnlyDictionary<string, double> figures)
    {
        var peak = File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        var kilobytes = double.Parse(peak.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
        return new Usage(wall.TotalSeconds, Environment.CpuUsage.TotalTime.TotalSeconds, kilobytes / 1000, figures);
    }
}
