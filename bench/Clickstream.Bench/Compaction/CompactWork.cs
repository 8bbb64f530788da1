using Clickstream.Bench.Measuring;
using Clickstream.Compactor;
using Clickstream.Compactor.Backfill;
using Clickstream.Core.Lake;
using Clickstream.Local.Folder;
using Clickstream.Local.Objects;

namespace Clickstream.Bench.Compaction;

/// <summary>Our compactor: all tables, with manifests, just as on the command line.</summary>
internal static class CompactWork
{
    public const string FromRaw = "compact-raw";
    public const string FromLanding = "compact-landing";

    /// <summary>Arguments: data folder with raw files.</summary>
    public static Task<Usage> RunFromRawAsync(string[] args)
    {
        var store = new FolderObjectStore(LocalDataFolder.Open(args[0]), TimeProvider.System);
        return RunAsync(store, new CompactOptions { Raw = new RawSource(store, LakeLayout.Raw) });
    }

    /// <summary>Arguments: data folder with micro-batches.</summary>
    public static Task<Usage> RunFromLandingAsync(string[] args) =>
        RunAsync(new FolderObjectStore(LocalDataFolder.Open(args[0]), TimeProvider.System), new CompactOptions());

    /// <exception cref="InvalidOperationException">A part of it failed.</exception>
    private static async Task<Usage> RunAsync(FolderObjectStore store, CompactOptions options)
    {
        var result = await new Compactor.Compactor(store, TimeProvider.System).CompactAsync(options, null, default);
        if (result.Parts.FirstOrDefault(part => part.Outcome == CompactOutcome.Failed) is { } failed)
        {
            throw new InvalidOperationException($"{failed.Table} {failed.Hour}: {failed.Error}");
        }

        // An hour that late events came for was published twice; the last version counts.
        var facts = result.Parts.Where(part => part.Table == "fact_clicks").GroupBy(part => part.Hour).Select(hour => hour.MaxBy(part => part.Rows)!).ToList();
        return Usage.OfThisProcess(new Dictionary<string, double>
        {
            [Figures.Rows] = facts.Sum(part => part.Rows),
            [Figures.Bytes] = facts.Sum(part => part.Bytes),
        });
    }
}
