using System.Globalization;
using Xunit.Abstractions;

namespace Clickstream.Campaign.Tests.Functions;

/// <summary>The seed of what is random in a run; CLICKSTREAM_SEED repeats one.</summary>
internal static class Seed
{
    public static int OfRun(ITestOutputHelper output)
    {
        var seed = int.Parse(Environment.GetEnvironmentVariable("CLICKSTREAM_SEED") ?? "20261125", CultureInfo.InvariantCulture);
        output.WriteLine($"seed {seed}");
        return seed;
    }
}
