using System.IO.Hashing;
using System.Text;

namespace Clickstream.Aws.Kinesis;

/// <summary>
/// Gives the same string for the same bytes while they keep coming: names of shards and partition keys make no garbage. Safe for
/// concurrent use:
/// an entry never changes, and of two that fall together the later one stays.
/// </summary>
internal sealed class RecentTexts
{
    private const int Slots = 256; // Some kilobytes; a worker reads a few dozen shards.
    private const int MaxLength = 64; // Longer keys are rather unique.

    private readonly Entry?[] _entries = new Entry?[Slots];

    public string Get(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > MaxLength)
        {
            return Encoding.UTF8.GetString(utf8);
        }

        ref var slot = ref _entries[XxHash3.HashToUInt64(utf8) % Slots];
        if (slot is { } known && utf8.SequenceEqual(known.Utf8))
        {
            return known.Text;
        }

        var entry = new Entry(utf8.ToArray(), Encoding.UTF8.GetString(utf8));
        slot = entry;
        return entry.Text;
    }

    private sealed record Entry(byte[] Utf8, string Text);
}
