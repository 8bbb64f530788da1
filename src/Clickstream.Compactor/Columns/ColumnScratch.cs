using Clickstream.Core.Events;

namespace Clickstream.Compactor.Columns;

/// <summary>Buffers for taking in many events column by column, used again and again.</summary>
internal sealed class ColumnScratch
{
    private const int Initial = 1024;

    /// <summary>Texts of a column.</summary>
    public TextSlice[] Slices { get; private set; } = new TextSlice[Initial];

    /// <summary>Texts of a second column.</summary>
    public TextSlice[] OtherSlices { get; private set; } = new TextSlice[Initial];

    /// <summary>Hashes of the texts.</summary>
    public ulong[] Hashes { get; private set; } = new ulong[Initial];

    /// <summary>Codes of the texts.</summary>
    public int[] Codes { get; private set; } = new int[Initial];

    /// <summary>Makes room; what is in the slices stays.</summary>
    public void EnsureCapacity(int count)
    {
        if (count <= Slices.Length)
        {
            return;
        }

        var capacity = Math.Max(count, Slices.Length * 2);
        (var slices, var other) = (Slices, OtherSlices);
        Array.Resize(ref slices, capacity);
        Array.Resize(ref other, capacity);
        (Slices, OtherSlices) = (slices, other);
        (Hashes, Codes) = (new ulong[capacity], new int[capacity]);
    }
}
