using System.Globalization;

namespace Clickstream.Bench;

/// <summary>What to measure.</summary>
/// <param name="Name">The benchmark.</param>
/// <param name="IsJson">Whether to print one JSON document instead of tables.</param>
/// <param name="Events">Events; null takes the benchmark's own number.</param>
/// <param name="Rounds">How often each contestant runs.</param>
internal sealed record BenchOptions(string Name, bool IsJson, long? Events, int Rounds)
{
    private const int DefaultRounds = 3;
    private const int MostRounds = 100;
    private const long MostEvents = 5_000_000; // They take 6 GB of disk.
    private const long MostGrowth = 30_000_000; // They take 18 GB.

    /// <summary>Reads the command line.</summary>
    /// <returns>Null if it is not valid.</returns>
    public static BenchOptions? Parse(string[] args)
    {
        if (args is not [var name, .. var rest] || !BenchCommand.Names.Contains(name))
        {
            return null;
        }

        var options = new BenchOptions(name, false, null, DefaultRounds);
        for (var i = 0; i < rest.Length; i++)
        {
            _ = long.TryParse(rest.ElementAtOrDefault(i + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var value);
            if (rest[i] == "--json")
            {
                options = options with { IsJson = true };
            }
            else if (rest[i] == "--events" && value > 0 && value <= (name == "growth" ? MostGrowth : MostEvents))
            {
                options = options with { Events = value };
                i++;
            }
            else if (rest[i] == "--rounds" && value is > 0 and <= MostRounds)
            {
                options = options with { Rounds = (int)value };
                i++;
            }
            else
            {
                return null;
            }
        }

        return options;
    }
}
