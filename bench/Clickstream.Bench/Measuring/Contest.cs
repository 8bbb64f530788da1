namespace Clickstream.Bench.Measuring;

/// <summary>Who is measured.</summary>
/// <param name="Name">Its name in the report; with underscores, in JSON.</param>
/// <param name="Run">One run of it.</param>
internal sealed record Contestant(string Name, Func<Task<Usage>> Run);

/// <summary>Runs the contestants in turn (A B A B …), so that a drift of the machine's speed hits all alike.</summary>
internal static class Contest
{
    public static async Task<IReadOnlyList<Series>> RunAsync(int rounds, TextWriter messages, params Contestant[] contestants)
    {
        var series = contestants.Select(contestant => new Series(contestant.Name)).ToList();
        for (var round = 0; round < rounds; round++)
        {
            for (var i = 0; i < contestants.Length; i++)
            {
                await messages.WriteLineAsync($"round {round + 1} of {rounds}: {contestants[i].Name}");
                series[i].Add(await contestants[i].Run());
            }
        }

        return series;
    }
}
