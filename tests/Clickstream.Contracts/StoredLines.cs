using System.IO.Compression;
using System.Runtime.InteropServices;
using Clickstream.Core.Objects;

namespace Clickstream.Contracts;

/// <summary>Reads lines as a reader of the lake does, whatever wrote them.</summary>
public static class StoredLines
{
    private const byte FirstOfGzip = 0x1f;

    /// <summary>All lines of the objects whose key begins so. Like the compactor it looks at the content, not the name, to see whether it is compressed.</summary>
    public static async Task<IReadOnlyList<string>> ReadAsync(IObjectStore store, string prefix)
    {
        ArgumentNullException.ThrowIfNull(store);
        var lines = new List<string>();
        await foreach (var info in store.ListAsync(prefix, Deadline.Token))
        {
            var content = (await store.GetAsync(info.Key, Deadline.Token))!.Content;
            Assert.True(MemoryMarshal.TryGetArray(content, out var array));
            using var bytes = new MemoryStream(array.Array!, array.Offset, array.Count);
            using Stream stream = content.Span is [FirstOfGzip, ..] ? new GZipStream(bytes, CompressionMode.Decompress) : bytes;
            using var reader = new StreamReader(stream);
            while (await reader.ReadLineAsync(Deadline.Token) is { } line)
            {
                lines.Add(line);
            }
        }

        return lines;
    }
}
