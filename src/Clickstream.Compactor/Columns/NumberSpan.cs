using System.Runtime.CompilerServices;

namespace Clickstream.Compactor.Columns;

/// <summary>Numbers of a column, of four bytes each where all of them fit.</summary>
internal readonly ref struct NumberSpan
{
    private readonly ReadOnlySpan<int> _narrow; // The least number is absent.
    private readonly ReadOnlySpan<long> _wide;
    private readonly bool _isWide;

    public NumberSpan(ReadOnlySpan<int> narrow) => _narrow = narrow;

    public NumberSpan(ReadOnlySpan<long> wide)
    {
        _wide = wide;
        _isWide = true;
    }

    /// <summary>Number of them.</summary>
    public int Length => _isWide ? _wide.Length : _narrow.Length;

    /// <summary>The number of a row, or <see cref="FactColumns.Absent"/>.</summary>
    public long this[int row]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _isWide ? _wide[row] : _narrow[row] is var number && number != int.MinValue ? number : FactColumns.Absent;
    }

    /// <summary>Some of them.</summary>
    public NumberSpan Slice(int start, int length) =>
        _isWide ? new NumberSpan(_wide.Slice(start, length)) : new NumberSpan(_narrow.Slice(start, length));
}
