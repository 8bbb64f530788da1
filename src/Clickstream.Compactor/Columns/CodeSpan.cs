using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Clickstream.Compactor.Columns;

/// <summary>Codes of a column, of one, two or four bytes each: as few as all of them fit in.</summary>
internal readonly ref struct CodeSpan
{
    private readonly ref byte _origin; // Code + 1; 0 is absent.
    private readonly int _width;

    private CodeSpan(ref byte origin, int width, int length)
    {
        _origin = ref origin;
        _width = width;
        Length = length;
    }

    /// <summary>Number of codes.</summary>
    public int Length { get; }

    /// <summary>The code of a row, or <see cref="TextColumn.Absent"/>.</summary>
    public int this[int row]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)Length);
            return _width switch
            {
                sizeof(byte) => Unsafe.Add(ref _origin, row) - 1,
                sizeof(ushort) => Unsafe.Add(ref Unsafe.As<byte, ushort>(ref _origin), row) - 1,
                _ => Unsafe.Add(ref Unsafe.As<byte, int>(ref _origin), row) - 1,
            };
        }
    }

    /// <summary>Codes of one, two or four bytes, each greater by one than it is; 0 is absent.</summary>
    public static CodeSpan Of<T>(ReadOnlySpan<T> codes)
        where T : unmanaged =>
        new(ref MemoryMarshal.GetReference(MemoryMarshal.AsBytes(codes)), Unsafe.SizeOf<T>(), codes.Length);

    /// <summary>Some of them.</summary>
    public CodeSpan Slice(int start, int length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)start, (uint)Length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)length, (uint)(Length - start));
        return new CodeSpan(ref Unsafe.Add(ref _origin, start * (nint)_width), _width, length);
    }

    /// <summary>Copies all codes.</summary>
    public void CopyTo(Span<int> to)
    {
        to = to[..Length];
        switch (_width)
        {
            case sizeof(byte):
                var bytes = MemoryMarshal.CreateReadOnlySpan(ref _origin, Length);
                for (var i = 0; i < to.Length; i++)
                {
                    to[i] = bytes[i] - 1;
                }

                break;
            case sizeof(ushort):
                var words = MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<byte, ushort>(ref _origin), Length);
                for (var i = 0; i < to.Length; i++)
                {
                    to[i] = words[i] - 1;
                }

                break;
            default:
                var numbers = MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<byte, int>(ref _origin), Length);
                for (var i = 0; i < to.Length; i++)
                {
                    to[i] = numbers[i] - 1;
                }

                break;
        }
    }
}
