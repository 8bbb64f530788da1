using Clickstream.Compactor.Columns;

namespace Clickstream.Compactor.Dimensions;

/// <summary>Takes what a merge makes, in order of id.</summary>
internal interface IDimensionSink
{
    ValueTask TakeAsync(UserState user, CancellationToken cancellationToken);

    /// <summary>Says that there are no more users; products follow.</summary>
    ValueTask EndUsersAsync(CancellationToken cancellationToken);

    ValueTask TakeAsync(ReadOnlyMemory<byte> id, ProductState product, TextDictionary texts, CancellationToken cancellationToken);

    ValueTask EndProductsAsync(CancellationToken cancellationToken);
}

/// <summary>
/// Adds parts up: all are read side by side, each from one end to the other, and those of one id are added in the order of the parts. Memory is a block of
/// each part.
/// </summary>
internal static class DimensionMerge
{
    private const int MaxTexts = 1 << 20;

    /// <summary>Adds up parts.</summary>
    /// <param name="parts">In order of time.</param>
    /// <param name="sink">Takes the sums.</param>
    /// <param name="cancellationToken">Aborts.</param>
    /// <exception cref="InvalidDataException">A part is damaged.</exception>
    public static async Task RunAsync(IReadOnlyList<PartReader> parts, IDimensionSink sink, CancellationToken cancellationToken)
    {
        using var user = new UserState();
        await ForEachIdAsync(
            parts,
            id => user.Begin(id.Span),
            user.Add,
            _ => sink.TakeAsync(user, cancellationToken),
            cancellationToken);
        await sink.EndUsersAsync(cancellationToken);

        var (product, texts) = (new ProductState(), new TextDictionary());
        await ForEachIdAsync(
            parts,
            _ => (product, texts) = (new ProductState(), NextTexts(texts)),
            part => product.Add(part, texts),
            id => sink.TakeAsync(id, product, texts, cancellationToken),
            cancellationToken);
        texts.Dispose();
        await sink.EndProductsAsync(cancellationToken);
    }

    private static TextDictionary NextTexts(TextDictionary texts)
    {
        if (texts.Count <= MaxTexts)
        {
            return texts;
        }

        texts.Dispose();
        return new TextDictionary();
    }

    private static async Task ForEachIdAsync(
        IReadOnlyList<PartReader> parts,
        Action<ReadOnlyMemory<byte>> begin,
        Action<PartReader> add,
        Func<ReadOnlyMemory<byte>, ValueTask> end,
        CancellationToken cancellationToken)
    {
        var queue = new PriorityQueue<int, int>(new ById(parts));
        for (var i = 0; i < parts.Count; i++)
        {
            if (await parts[i].NextAsync(cancellationToken))
            {
                queue.Enqueue(i, i);
            }
        }

        var id = new byte[64];
        while (queue.TryPeek(out var next, out _))
        {
            var length = parts[next].Id.Length;
            id = id.Length < length ? new byte[length * 2] : id;
            parts[next].Id.CopyTo(id);
            begin(id.AsMemory(0, length));
            while (queue.TryPeek(out next, out _) && parts[next].Id.SequenceEqual(id.AsSpan(0, length)))
            {
                queue.Dequeue();
                add(parts[next]);
                if (await parts[next].NextAsync(cancellationToken))
                {
                    queue.Enqueue(next, next);
                }
            }

            await end(id.AsMemory(0, length));
        }
    }

    // By id, and those of one id in the order of the parts.
    private sealed class ById(IReadOnlyList<PartReader> parts) : IComparer<int>
    {
        public int Compare(int x, int y)
        {
            var order = parts[x].Id.SequenceCompareTo(parts[y].Id);
            return order != 0 ? order : x.CompareTo(y);
        }
    }
}
