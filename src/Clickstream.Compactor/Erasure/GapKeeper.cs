namespace Clickstream.Compactor.Erasure;

/// <summary>
/// Writes items with what stood between them. Where an item is left out, one separator goes with it, so that lines stay lines and an array stays an
/// array.
/// </summary>
internal sealed class GapKeeper(System.IO.Stream to)
{
    private ReadOnlyMemory<byte> _held;
    private bool _hasWritten;

    /// <summary>Writes what stood before an item, and the item.</summary>
    /// <param name="gap">What stood between it and the item before, or the beginning.</param>
    /// <param name="item">The item; null if it is left out.</param>
    /// <param name="cancellationToken">Aborts.</param>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> gap, ReadOnlyMemory<byte>? item, CancellationToken cancellationToken)
    {
        // What was held stands before items that were left out: at the beginning, or where more than a separator was.
        if (_held.IsEmpty)
        {
            _held = gap;
        }
        else if (!IsSeparator(gap))
        {
            _held = IsSeparator(_held) ? gap : (byte[])[.. _held.Span, .. gap.Span];
        }

        if (item is { } kept)
        {
            await to.WriteAsync(_hasWritten || !IsSeparator(_held) ? _held : default, cancellationToken);
            await to.WriteAsync(kept, cancellationToken);
            _held = default;
            _hasWritten = true;
        }
    }

    /// <summary>Writes what is held; the rest of the content follows it.</summary>
    public async ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        if (!IsSeparator(_held))
        {
            await to.WriteAsync(_held, cancellationToken);
        }
    }

    private static bool IsSeparator(ReadOnlyMemory<byte> gap) => !gap.Span.ContainsAnyExcept(" \t\r\n,"u8);
}
