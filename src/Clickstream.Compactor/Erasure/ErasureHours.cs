using System.Security.Cryptography;
using Clickstream.Compactor.Execution;
using Clickstream.Core.Lake;
using Clickstream.Core.Time;

namespace Clickstream.Compactor.Erasure;

/// <summary>
/// Erases hours of <c>fact_clicks</c>: those that have rows of the person, and those whose micro-batches had, since a compactor may have read them
/// before.
/// </summary>
internal sealed class ErasureHours(TableRun run, Person person, ErasureMode mode, ErasureJournal journal)
{
    private readonly HashSet<string> _fenced = new(StringComparer.Ordinal);
    private readonly List<OldVersions> _replaced = [];
    private readonly HourErasure _erasure = new(run, person, mode);

    /// <summary>The files of the hours as they were before their manifests were replaced.</summary>
    public IEnumerable<OldVersions> Replaced => _replaced;

    /// <summary>Erases what there is.</summary>
    /// <returns>Rows of theirs that were published.</returns>
    public async Task<long> EraseAsync(CancellationToken cancellationToken)
    {
        var landed = journal.Receipt.Objects.Where(item => item.Layer == "landing")
            .Select(item => LakeLayout.HourOf(LakeLayout.Landing, new(item.Key))?.Path).Concat(journal.Receipt.Hours).ToHashSet(StringComparer.Ordinal);
        var rows = 0L;
        foreach (var hour in await run.Manifests.ListHoursAsync(LakeLayout.FactClicks, cancellationToken))
        {
            if ((await run.Manifests.GetHourAsync(hour, cancellationToken)).Manifest is not { } manifest)
            {
                continue;
            }

            var found = await _erasure.CountAsync(manifest, cancellationToken);
            if (found > 0 || (landed.Contains(hour.Path) && !_fenced.Contains(hour.Path)))
            {
                rows += await EraseAsync(hour, found, cancellationToken);
                _fenced.Add(hour.Path);
            }
        }

        return rows;
    }

    private async Task<long> EraseAsync(Hour hour, long found, CancellationToken cancellationToken)
    {
        await journal.NoteHourAsync(hour.Path, cancellationToken);
        var old = new OldVersions(run.Store, $"{LakeLayout.FactClicks}{hour.Partition}/", isReplaced: true);
        await old.ListAsync(cancellationToken);
        var before = await HashAsync(hour, cancellationToken);
        await NoteAsync(hour, before, null, found, cancellationToken);
        var rows = await _erasure.EraseAsync(hour, isFenced: true, cancellationToken);
        await NoteAsync(hour, before, await HashAsync(hour, cancellationToken), rows, cancellationToken);
        _replaced.Add(old);
        return rows;
    }

    private async Task NoteAsync(Hour hour, string? before, string? after, long rows, CancellationToken cancellationToken)
    {
        if (rows > 0)
        {
            var key = LakeLayout.Manifest(LakeLayout.FactClicks, hour).Value;
            journal.Note(new ErasedObject { Layer = FactTable.Name, Key = key, Before = before, After = after, Items = rows });
            await journal.SaveAsync(cancellationToken);
        }
    }

    private async Task<string?> HashAsync(Hour hour, CancellationToken cancellationToken) =>
        await run.Store.GetAsync(LakeLayout.Manifest(LakeLayout.FactClicks, hour), cancellationToken) is { } stored
            ? Convert.ToHexStringLower(SHA256.HashData(stored.Content.Span))
            : null;
}
