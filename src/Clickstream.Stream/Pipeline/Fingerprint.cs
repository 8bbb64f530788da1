using Clickstream.Core.Hashing;

namespace Clickstream.Stream.Pipeline;

/// <summary>64 uniform bits of a text, the same on every machine and for ever: they are stored.</summary>
internal static class Fingerprint
{
    // These keep different kinds of things apart that may have the same text; an order is named by its click if it has no id.
    private const ulong OrderKind = 0x9E3779B97F4A7C15;
    private const ulong RejectedKind = 0xC2B2AE3D27D4EB4F;

    /// <summary>Of a text.</summary>
    public static ulong Of(ReadOnlySpan<byte> text) => (ulong)Murmur3.Hash128(text);

    /// <summary>Of an order, for the seen set.</summary>
    public static ulong OfOrder(ReadOnlySpan<byte> order) => Of(order) ^ OrderKind;

    /// <summary>Of a rejected input, for the seen set: its origin is all that identifies it.</summary>
    public static ulong OfRejected(ulong origin) => origin ^ RejectedKind;
}
