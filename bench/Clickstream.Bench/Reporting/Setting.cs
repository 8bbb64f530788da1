using System.Globalization;

namespace Clickstream.Bench.Reporting;

/// <summary>Under what circumstances a benchmark ran.</summary>
/// <param name="Name">The benchmark.</param>
/// <param name="Options">What was asked for.</param>
/// <param name="Machine">The machine.</param>
/// <param name="Started">When it began, UTC.</param>
internal sealed record Setting(string Name, BenchOptions Options, Machine Machine, DateTimeOffset Started)
{
    /// <summary>The load when it began.</summary>
    public double LoadAtStart { get; } = Machine.Load;

    /// <summary>What runs this benchmark again.</summary>
    public string CommandFor(long events) => string.Create(
        CultureInfo.InvariantCulture,
        $"dotnet run -c Release --project bench/Clickstream.Bench -- {Name} --events {events} --rounds {Options.Rounds}");
}
