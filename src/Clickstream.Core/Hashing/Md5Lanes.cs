using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using System.Security.Cryptography;

namespace Clickstream.Core.Hashing;

/// <summary>
/// MD5 (RFC 1321) of many messages at once, each in a lane of a vector. MD5 is a chain of dependent steps, so one message leaves a core mostly idle;
/// eight side by side take little longer than one. Without AVX2, and for a single message, it is the library's MD5.
/// </summary>
public static class Md5Lanes
{
    /// <summary>Bytes of a digest.</summary>
    public const int DigestBytes = 16;

    private const int Lanes = 8; // 256 bits of 32.
    private const int WordsOfBlock = 16;

    private static ReadOnlySpan<uint> Sines =>
    [
        0xd76aa478, 0xe8c7b756, 0x242070db, 0xc1bdceee, 0xf57c0faf, 0x4787c62a, 0xa8304613, 0xfd469501,
        0x698098d8, 0x8b44f7af, 0xffff5bb1, 0x895cd7be, 0x6b901122, 0xfd987193, 0xa679438e, 0x49b40821,
        0xf61e2562, 0xc040b340, 0x265e5a51, 0xe9b6c7aa, 0xd62f105d, 0x02441453, 0xd8a1e681, 0xe7d3fbc8,
        0x21e1cde6, 0xc33707d6, 0xf4d50d87, 0x455a14ed, 0xa9e3e905, 0xfcefa3f8, 0x676f02d9, 0x8d2a4c8a,
        0xfffa3942, 0x8771f681, 0x6d9d6122, 0xfde5380c, 0xa4beea44, 0x4bdecfa9, 0xf6bb4b60, 0xbebfbc70,
        0x289b7ec6, 0xeaa127fa, 0xd4ef3085, 0x04881d05, 0xd9d4d039, 0xe6db99e5, 0x1fa27cf8, 0xc4ac5665,
        0xf4292244, 0x432aff97, 0xab9423a7, 0xfc93a039, 0x655b59c3, 0x8f0ccc92, 0xffeff47d, 0x85845dd1,
        0x6fa87e4f, 0xfe2ce6e0, 0xa3014314, 0x4e0811a1, 0xf7537e82, 0xbd3af235, 0x2ad7d2bb, 0xeb86d391,
    ];

    private static ReadOnlySpan<uint> InitialState => [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476];

    /// <summary>Hashes messages.</summary>
    /// <param name="messages">The messages, of any lengths.</param>
    /// <param name="digests">Takes <see cref="DigestBytes"/> for each message, in their order.</param>
    /// <exception cref="ArgumentException">There is no room for all digests.</exception>
    public static void HashData(ReadOnlySpan<ReadOnlyMemory<byte>> messages, Span<byte> digests)
    {
        if (digests.Length < messages.Length * DigestBytes)
        {
            throw new ArgumentException("There is no room for all digests.", nameof(digests));
        }

        if (Avx2.IsSupported && messages.Length > 1)
        {
            HashInLanes(messages, digests);
            return;
        }

        for (var i = 0; i < messages.Length; i++)
        {
#pragma warning disable CA5351 // Formats that are defined with MD5 guard against mix-ups with it, not against forgery.
            MD5.HashData(messages[i].Span, digests.Slice(i * DigestBytes, DigestBytes));
#pragma warning restore CA5351
        }
    }

    private static void HashInLanes(ReadOnlySpan<ReadOnlyMemory<byte>> messages, Span<byte> digests)
    {
        Span<byte> chunks = stackalloc byte[Lanes * Md5Lane.ChunkBytes];
        Span<uint> states = stackalloc uint[4 * Lanes];
        Span<Md5Lane> lanes = stackalloc Md5Lane[Lanes];
        var next = 0;
        for (var i = 0; i < Lanes; i++)
        {
            Begin(ref lanes[i], ref next, messages.Length, states, i);
        }

        while (true)
        {
            var blocks = int.MaxValue;
            for (var i = 0; i < Lanes; i++)
            {
                ref var lane = ref lanes[i];
                if (lane.IsActive)
                {
                    if (lane.At == lane.End)
                    {
                        lane.Fill(messages[lane.Message].Span, chunks.Slice(i * Md5Lane.ChunkBytes, Md5Lane.ChunkBytes));
                    }

                    blocks = Math.Min(blocks, (lane.End - lane.At) / Md5Lane.BlockBytes);
                }
            }

            if (blocks == int.MaxValue)
            {
                return;
            }

            Compress(chunks, lanes, blocks, states);
            for (var i = 0; i < Lanes; i++)
            {
                if (lanes[i].IsActive && lanes[i].Advance(blocks))
                {
                    Finish(states, i, digests.Slice(lanes[i].Message * DigestBytes, DigestBytes));
                    Begin(ref lanes[i], ref next, messages.Length, states, i);
                }
            }
        }
    }

    private static void Begin(ref Md5Lane lane, ref int next, int count, Span<uint> states, int index)
    {
        // A lane without a message hashes what is left in its chunk; nobody looks at it.
        lane = next < count ? new Md5Lane { IsActive = true, Message = next++ } : default;
        for (var word = 0; word < 4; word++)
        {
            states[(word * Lanes) + index] = InitialState[word];
        }
    }

    private static void Finish(ReadOnlySpan<uint> states, int index, Span<byte> digest)
    {
        for (var word = 0; word < 4; word++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(digest[(word * 4)..], states[(word * Lanes) + index]);
        }
    }

    private static void Compress(ReadOnlySpan<byte> chunks, ReadOnlySpan<Md5Lane> lanes, int blocks, Span<uint> states)
    {
        Span<Vector256<uint>> words = stackalloc Vector256<uint>[WordsOfBlock];
        ref var from = ref MemoryMarshal.GetReference(chunks);
        ref var state = ref MemoryMarshal.GetReference(states);
        var (a, b, c, d) = (Vector256.LoadUnsafe(ref state), Vector256.LoadUnsafe(ref state, Lanes),
            Vector256.LoadUnsafe(ref state, 2 * Lanes), Vector256.LoadUnsafe(ref state, 3 * Lanes));
        for (var block = 0; block < blocks; block++)
        {
            Transpose(ref from, lanes, block * Md5Lane.BlockBytes, words[..8]);
            Transpose(ref from, lanes, (block * Md5Lane.BlockBytes) + 32, words[8..]);
            var (a0, b0, c0, d0) = (a, b, c, d);
            Rounds(words, ref a, ref b, ref c, ref d);
            (a, b, c, d) = (a + a0, b + b0, c + c0, d + d0);
        }

        a.StoreUnsafe(ref state);
        b.StoreUnsafe(ref state, Lanes);
        c.StoreUnsafe(ref state, 2 * Lanes);
        d.StoreUnsafe(ref state, 3 * Lanes);
    }

    /// <summary>Eight words of eight lanes, turned so that a vector holds one word of each.</summary>
    private static void Transpose(ref byte chunks, ReadOnlySpan<Md5Lane> lanes, int offset, Span<Vector256<uint>> words)
    {
        var (p, q) = (Row(ref chunks, lanes, 0, offset), Row(ref chunks, lanes, 1, offset));
        var (r, s) = (Row(ref chunks, lanes, 2, offset), Row(ref chunks, lanes, 3, offset));
        var (t, u) = (Row(ref chunks, lanes, 4, offset), Row(ref chunks, lanes, 5, offset));
        var (v, w) = (Row(ref chunks, lanes, 6, offset), Row(ref chunks, lanes, 7, offset));
        Quads(p, q, r, s, out var low0, out var low1, out var low2, out var low3);
        Quads(t, u, v, w, out var high0, out var high1, out var high2, out var high3);
        words[0] = Avx2.Permute2x128(low0, high0, 0x20);
        words[1] = Avx2.Permute2x128(low1, high1, 0x20);
        words[2] = Avx2.Permute2x128(low2, high2, 0x20);
        words[3] = Avx2.Permute2x128(low3, high3, 0x20);
        words[4] = Avx2.Permute2x128(low0, high0, 0x31);
        words[5] = Avx2.Permute2x128(low1, high1, 0x31);
        words[6] = Avx2.Permute2x128(low2, high2, 0x31);
        words[7] = Avx2.Permute2x128(low3, high3, 0x31);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Row(ref byte chunks, ReadOnlySpan<Md5Lane> lanes, int lane, int offset) =>
        Vector256.LoadUnsafe(ref chunks, (nuint)((lane * Md5Lane.ChunkBytes) + lanes[lane].At + offset)).AsUInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Quads(
        Vector256<uint> p,
        Vector256<uint> q,
        Vector256<uint> r,
        Vector256<uint> s,
        out Vector256<uint> first,
        out Vector256<uint> second,
        out Vector256<uint> third,
        out Vector256<uint> fourth)
    {
        var (pq, rs) = (Avx2.UnpackLow(p, q).AsUInt64(), Avx2.UnpackLow(r, s).AsUInt64());
        first = Avx2.UnpackLow(pq, rs).AsUInt32();
        second = Avx2.UnpackHigh(pq, rs).AsUInt32();
        (pq, rs) = (Avx2.UnpackHigh(p, q).AsUInt64(), Avx2.UnpackHigh(r, s).AsUInt64());
        third = Avx2.UnpackLow(pq, rs).AsUInt32();
        fourth = Avx2.UnpackHigh(pq, rs).AsUInt32();
    }

    private static void Rounds(
        ReadOnlySpan<Vector256<uint>> words, ref Vector256<uint> a, ref Vector256<uint> b, ref Vector256<uint> c, ref Vector256<uint> d)
    {
        var (w, x, y, z) = (a, b, c, d);
        for (var i = 0; i < 16; i += 4)
        {
            w = x + Rotate(w + Vector256.ConditionalSelect(x, y, z) + words[i] + Sine(i), 7);
            z = w + Rotate(z + Vector256.ConditionalSelect(w, x, y) + words[i + 1] + Sine(i + 1), 12);
            y = z + Rotate(y + Vector256.ConditionalSelect(z, w, x) + words[i + 2] + Sine(i + 2), 17);
            x = y + Rotate(x + Vector256.ConditionalSelect(y, z, w) + words[i + 3] + Sine(i + 3), 22);
        }

        for (var i = 16; i < 32; i += 4)
        {
            w = x + Rotate(w + Vector256.ConditionalSelect(z, x, y) + words[((5 * i) + 1) & 15] + Sine(i), 5);
            z = w + Rotate(z + Vector256.ConditionalSelect(y, w, x) + words[((5 * i) + 6) & 15] + Sine(i + 1), 9);
            y = z + Rotate(y + Vector256.ConditionalSelect(x, z, w) + words[((5 * i) + 11) & 15] + Sine(i + 2), 14);
            x = y + Rotate(x + Vector256.ConditionalSelect(w, y, z) + words[(5 * i) & 15] + Sine(i + 3), 20);
        }

        for (var i = 32; i < 48; i += 4)
        {
            w = x + Rotate(w + (x ^ y ^ z) + words[((3 * i) + 5) & 15] + Sine(i), 4);
            z = w + Rotate(z + (w ^ x ^ y) + words[((3 * i) + 8) & 15] + Sine(i + 1), 11);
            y = z + Rotate(y + (z ^ w ^ x) + words[((3 * i) + 11) & 15] + Sine(i + 2), 16);
            x = y + Rotate(x + (y ^ z ^ w) + words[((3 * i) + 14) & 15] + Sine(i + 3), 23);
        }

        for (var i = 48; i < 64; i += 4)
        {
            w = x + Rotate(w + (y ^ (x | ~z)) + words[(7 * i) & 15] + Sine(i), 6);
            z = w + Rotate(z + (x ^ (w | ~y)) + words[((7 * i) + 7) & 15] + Sine(i + 1), 10);
            y = z + Rotate(y + (w ^ (z | ~x)) + words[((7 * i) + 14) & 15] + Sine(i + 2), 15);
            x = y + Rotate(x + (z ^ (y | ~w)) + words[((7 * i) + 21) & 15] + Sine(i + 3), 21);
        }

        (a, b, c, d) = (w, x, y, z);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Sine(int step) => Vector256.Create(Sines[step]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Rotate(Vector256<uint> value, [ConstantExpected] byte by) =>
        Avx512F.VL.IsSupported ? Avx512F.VL.RotateLeft(value, by) : (value << by) | (value >>> (32 - by));
}
