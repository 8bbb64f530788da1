using Clickstream.Bench.Measuring;
using Clickstream.Compactor;
using Clickstream.Local.Folder;
using Clickstream.Local.Objects;

namespace Clickstream.Bench.Compaction;

/// <summary>Our compactor: all three tables, with manifests.</summary>
internal static class CompactWork
{
    public const string Name = "compact";

    /// <summary>Arguments: data folder with micro-batches.</summary>
    /// <exception cref="InvalidOperationException">A part of it failed.</exception>
    public static async Task<Usage> RunAsync(string[] args)
    {
        var time = TimeProvider.System;
        var compactor = new Compactor.Compactor(new FolderObjectStore(LocalDataFolder.Open(args[0]), time), time);
        var start = time.GetTimestamp();
        var result = await compactor.CompactAsync(new CompactOptions(), null, default);
        var wall = time.GetElapsedTime(start);
        if (result.Parts.FirstOrDefault(part => part.Outcome == CompactOutcome.Failed) is { } failed)
        {
            throw new InvalidOperationException($"{failed.Table} {failed.Hour}: {failed.Error}");
        }

        var facts = result.Parts.Where(part => part.Table == "fact_clicks").ToList();
        return Usage.OfThisProcess(wall, new Dictionary<string, double>
        {
            [Figures.Events] = facts.Sum(part => part.Inputs),
            [Figures.Rows] = facts.Sum(part => part.Rows),
            [Figures.Bytes] = facts.Sum(part => part.Bytes),
        });
    }
}
