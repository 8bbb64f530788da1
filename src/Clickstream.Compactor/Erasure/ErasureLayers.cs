using Clickstream.Core.Lake;
using Clickstream.Core.Objects;

namespace Clickstream.Compactor.Erasure;

/// <summary>The layers that are objects of items: raw, landing, quarantine, alerts.</summary>
internal sealed class ErasureLayers(IObjectStore store, IObjectStore raw, ICollection<string> problems)
{
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);

    /// <summary>Counts what an edit would change.</summary>
    public async Task<long> CountAsync(ItemEdit edit, CancellationToken cancellationToken)
    {
        var (count, rewriter) = (0L, new ItemRewriter(StoreOf(edit)));
        await foreach (var info in StoreOf(edit).ListAsync(edit.Prefix, cancellationToken))
        {
            if (IsInput(info.Key))
            {
                await GuardAsync(info.Key, async () => count += await rewriter.CountAsync(info.Key, edit, cancellationToken));
            }
        }

        return count;
    }

    /// <summary>Rewrites every object that an edit changes.</summary>
    /// <returns>The objects.</returns>
    public async Task<IReadOnlyList<ErasedObject>> RewriteAsync(ItemEdit edit, ErasureJournal journal, CancellationToken cancellationToken)
    {
        var (changed, rewriter) = (new List<ErasedObject>(), new ItemRewriter(StoreOf(edit)));
        await foreach (var info in StoreOf(edit).ListAsync(edit.Prefix, cancellationToken))
        {
            await GuardAsync(info.Key, async () =>
            {
                if (IsInput(info.Key) && await rewriter.CountAsync(info.Key, edit, cancellationToken) > 0
                    && await rewriter.PrepareAsync(info.Key, edit, cancellationToken) is { } rewrite)
                {
                    changed.Add(rewrite.Entry);
                    await journal.AddAsync(rewrite, cancellationToken);
                }
            });
        }

        await journal.FlushAsync(cancellationToken);
        return changed;
    }

    private IObjectStore StoreOf(ItemEdit edit) => edit is RawEdit || edit.Prefix.Length == 0 || edit.Prefix == LakeLayout.Raw ? raw : store;

    private static bool IsInput(ObjectKey key) =>
        key.Value.EndsWith(".json", StringComparison.Ordinal) || key.Value.EndsWith(".json.gz", StringComparison.Ordinal);

    // An object that cannot be read may hold the person; the others are done, and it is named.
    private async Task GuardAsync(ObjectKey key, Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception fault) when (fault is InvalidDataException or FormatException or System.Text.Json.JsonException)
        {
            if (_told.Add(key.Value))
            {
                problems.Add($"{key} may hold the person, but {fault.Message}");
            }
        }
    }
}
