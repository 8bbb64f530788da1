using System.IO.Compression;
using System.Text;
using Clickstream.Core.Engagement;
using Clickstream.Core.Lake;
using Clickstream.Core.Objects;

namespace Clickstream.Stream.Tests.Pipeline;

/// <summary>Reads the micro-batches of a store as the compactor would.</summary>
internal static class LakeReading
{
    /// <summary>The lines under a prefix, in order of key.</summary>
    public static IEnumerable<string> Lines(this MemoryObjectStore store, string prefix) =>
        store.Keys.Where(key => key.Value.StartsWith(prefix, StringComparison.Ordinal)).SelectMany(key => Unzip(store[key]));

    /// <summary>The lines of a micro-batch.</summary>
    public static IReadOnlyList<string> Unzip(ReadOnlyMemory<byte> content)
    {
        using var gzip = new GZipStream(new MemoryStream(content.ToArray()), CompressionMode.Decompress);
        using var reader = new StreamReader(gzip, Encoding.UTF8);
        var text = reader.ReadToEnd();
        return text.Length == 0 ? [] : text[..^1].Split('\n');
    }

    /// <summary>All rows of engagement, merged.</summary>
    public static EngagementTable Engagement(this MemoryObjectStore store)
    {
        var table = new EngagementTable();
        foreach (var line in store.Lines(LakeLayout.LandingEngagement))
        {
            table.Add(EngagementLine.Read(Encoding.UTF8.GetBytes(line)));
        }

        return table;
    }

    /// <summary>Landed lines, those that were delivered twice once, in order of text.</summary>
    public static IReadOnlyList<string> Landed(this MemoryObjectStore store) =>
        [.. store.Lines(LakeLayout.Landing).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>Quarantined lines, likewise.</summary>
    public static IReadOnlyList<string> Quarantined(this MemoryObjectStore store) =>
        [.. store.Lines(LakeLayout.Quarantine).Distinct().Order(StringComparer.Ordinal)];

    public static IEnumerable<ObjectKey> KeysUnder(this MemoryObjectStore store, string prefix) =>
        store.Keys.Where(key => key.Value.StartsWith(prefix, StringComparison.Ordinal));
}
