using System.Runtime.InteropServices;

namespace Clickstream.Compactor.Columns;

/// <summary>Blocks of memory from the C library, each large one of pages of its own.</summary>
internal static unsafe class NativeBlocks
{
    private const int MmapThreshold = -3; // M_MMAP_THRESHOLD of glibc's malloc.h.
    private const int LargeBytes = 1 << 20;

    // glibc raises its threshold with each large block that is freed, and then keeps freed blocks of up to 32 MB for later: half as much again
    // as the columns need. A threshold that is set stays. Blocks above it grow by moving pages, and go back to the system when they are freed.
    static NativeBlocks()
    {
        if (OperatingSystem.IsLinux() && NativeLibrary.TryLoad("libc.so.6", out var library))
        {
            _ = NativeLibrary.TryGetExport(library, "mallopt", out var function) ? ((delegate* unmanaged<int, int, int>)function)(MmapThreshold, LargeBytes) : 0;
        }
    }

    public static void* Allocate(nuint bytes) => NativeMemory.Alloc(bytes);

    public static void* AllocateZeroed(nuint bytes) => NativeMemory.AllocZeroed(bytes);

    public static void* Resize(void* block, nuint bytes) => NativeMemory.Realloc(block, bytes);

    public static void Free(void* block) => NativeMemory.Free(block);
}
