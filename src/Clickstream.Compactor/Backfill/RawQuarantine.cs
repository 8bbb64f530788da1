using System.Buffers;
using System.Globalization;
using System.IO.Compression;
using Clickstream.Core.Decoding;
using Clickstream.Core.Events;
using Clickstream.Core.Lake;
using Clickstream.Core.Ledgers;
using Clickstream.Core.Objects;
using Clickstream.Core.Quarantine;

namespace Clickstream.Compactor.Backfill;

/// <summary>
/// The rejected inputs of a chunk, in parts: <c>quarantine/HOUR/raw-OBJECT-CHUNK-PART.json.gz</c>, by the hour of the folder. Which entry is in
/// which part follows from the object alone, so a run that goes on after a kill writes the same objects again.
/// </summary>
internal sealed class RawQuarantine(IObjectStore store, RawChunk chunk)
{
    /// <summary>The producer in the origins of these entries.</summary>
    public const string Producer = "raw";

    private const int EntriesPerPart = 256; // An entry keeps at most 64 KiB of its input, so this bounds the memory.

    private readonly List<QuarantineEntry> _part = [];
    private readonly string _identity = chunk.Raw.Identity;
    private int _parts;

    /// <summary>Whether a part is to be saved.</summary>
    public bool IsFull => _part.Count >= EntriesPerPart;

    /// <summary>Takes a rejected input in.</summary>
    public void Add(RejectionReason reason, InputReader reader)
    {
        var item = reader.Item[..Math.Min(reader.Item.Length, InputReader.MaxKeptBytes)].ToArray();
        var offset = chunk.Begin + reader.Offset;
        _part.Add(new QuarantineEntry
        {
            Reason = reason,
            Hour = chunk.Raw.Hour,
            Source = chunk.Raw.Key.Value,
            Origin = new Origin(Producer, _identity, offset).ToString(),
            Offset = offset,
            Length = reader.Length,
            Payload = item,
        });
    }

    /// <summary>Saves what was taken in since the last part; nothing happens if that is nothing.</summary>
    public async Task SaveAsync(CancellationToken cancellationToken)
    {
        for (var first = 0; first < _part.Count; first += EntriesPerPart)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"raw-{_identity}-{chunk.Number:D4}-{_parts++:D4}.json.gz");
            var entries = _part.GetRange(first, Math.Min(EntriesPerPart, _part.Count - first));
            await store.PutAsync(new ObjectKey($"{LakeLayout.Quarantine}{chunk.Raw.Hour.Path}/{name}"), Compress(entries), cancellationToken);
        }

        _part.Clear();
    }

    private static byte[] Compress(List<QuarantineEntry> entries)
    {
        var lines = new ArrayBufferWriter<byte>();
        using var writer = new QuarantineLineWriter();
        foreach (var entry in entries)
        {
            writer.Write(entry, lines);
        }

        using var content = new MemoryStream();
        using (var gzip = new GZipStream(content, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(lines.WrittenSpan);
        }

        return content.ToArray();
    }
}
