using System.Runtime.CompilerServices;

namespace Clickstream.Compactor.Columns;

/// <summary>Codes of a column, of two bytes each where all of them fit.</summary>
internal readonly ref struct CodeSpan
{
    private readonly ReadOnlySpan<ushort> _narrow; // Code + 1; 0 is absent.
    private readonly ReadOnlySpan<int> _wide;
    private readonly bool _isWide;

    public CodeSpan(ReadOnlySpan<ushort> narrow) => _narrow = narrow;

    public CodeSpan(ReadOnlySpan<int> wide)
    {
        _wide = wide;
        _isWide = true;
    }

    /// <summary>Number of codes.</summary>
    public int Length => _isWide ? _wide.Length : _narrow.Length;

    /// <summary>The code of a row, or <see cref="TextColumn.Absent"/>.</summary>
    public int this[int row]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _isWide ? _wide[row] : _narrow[row] - 1;
    }

    /// <summary>Some of them.</summary>
    public CodeSpan Slice(int start, int length) =>
        _isWide ? new CodeSpan(_wide.Slice(start, length)) : new CodeSpan(_narrow.Slice(start, length));

    /// <summary>Copies all codes.</summary>
    public void CopyTo(Span<int> to)
    {
        if (_isWide)
        {
            _wide.CopyTo(to);
            return;
        }

        for (var i = 0; i < _narrow.Length; i++)
        {
            to[i] = _narrow[i] - 1;
        }
    }
}
