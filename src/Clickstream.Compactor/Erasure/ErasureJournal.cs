using Clickstream.Core.Objects;

namespace Clickstream.Compactor.Erasure;

/// <summary>
/// Keeps the receipt while an erasure is under way. What is going to happen to an object is in the receipt before it happens, so that a kill leaves
/// nothing rewritten that is not in it.
/// </summary>
internal sealed class ErasureJournal(IObjectStore store, ErasureReceipt receipt)
{
    private const int ObjectsTogether = 16; // A receipt is written once for so many; each of them has an open upload.

    private readonly Dictionary<(string Layer, string Key), ErasedObject> _objects = receipt.Objects.ToDictionary(item => (item.Layer, item.Key));
    private readonly SortedSet<string> _hours = new(receipt.Hours, StringComparer.Ordinal);
    private readonly List<PreparedRewrite> _pending = [];

    /// <summary>As it is stored, or is about to be.</summary>
    public ErasureReceipt Receipt { get; private set; } = receipt;

    /// <summary>Publishes a rewritten object soon.</summary>
    public async Task AddAsync(PreparedRewrite rewrite, CancellationToken cancellationToken)
    {
        Note(rewrite.Entry);
        _pending.Add(rewrite);
        if (_pending.Count >= ObjectsTogether)
        {
            await FlushAsync(cancellationToken);
        }
    }

    /// <summary>Publishes all rewritten objects.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        await SaveAsync(cancellationToken);
        foreach (var rewrite in _pending)
        {
            await rewrite.Upload.CommitAsync(cancellationToken);
            await rewrite.Upload.DisposeAsync();
        }

        _pending.Clear();
    }

    /// <summary>Notes an hour whose old versions are to be removed.</summary>
    public async Task NoteHourAsync(string hour, CancellationToken cancellationToken)
    {
        if (_hours.Add(hour))
        {
            await SaveAsync(cancellationToken);
        }
    }

    /// <summary>Notes an object. What it was before the erasure is what it was when it was noted first.</summary>
    public void Note(ErasedObject entry)
    {
        var known = _objects.GetValueOrDefault((entry.Layer, entry.Key));
        _objects[(entry.Layer, entry.Key)] = known is null || known.After != entry.Before
            ? entry
            : entry with { Before = known.Before, Items = known.Items + entry.Items };
    }

    /// <summary>Saves what is noted.</summary>
    public Task SaveAsync(CancellationToken cancellationToken) => SaveAsync(Receipt, cancellationToken);

    /// <summary>Saves with other values.</summary>
    public async Task SaveAsync(ErasureReceipt changed, CancellationToken cancellationToken)
    {
        Receipt = changed with
        {
            Hours = changed.Completed is null ? [.. _hours] : [],
            Objects = [.. _objects.Values.OrderBy(item => item.Key, StringComparer.Ordinal).ThenBy(item => item.Layer, StringComparer.Ordinal)],
        };
        await store.PutAsync(ErasureReceipt.KeyOf(Receipt.Id), Receipt.ToJson(), cancellationToken);
    }

    /// <summary>Gives up what is not published.</summary>
    public async ValueTask AbandonAsync()
    {
        foreach (var rewrite in _pending)
        {
            await rewrite.Upload.DisposeAsync();
        }

        _pending.Clear();
    }
}
