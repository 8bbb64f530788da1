using System.Buffers;
using System.IO.Compression;
using Clickstream.Core.Lake;
using Clickstream.Core.Objects;
using Clickstream.Core.Quarantine;
using Clickstream.Core.Time;

namespace Clickstream.Lambda;

/// <summary>
/// Keeps input that is no event, whole, with its reason, so that it is passed and not lost. What is written for the same input again has the same name.
/// </summary>
internal sealed class AlertQuarantine(IObjectStore objects)
{
    /// <summary>Entries of one object, as many as are held in memory: each keeps at most 64 KiB of its input.</summary>
    public const int MaxEntries = 256;

    /// <summary>Writes entries under the hour of the first.</summary>
    /// <param name="entries">At least one.</param>
    /// <param name="name">What tells this object from others, derived from where the entries were found.</param>
    /// <param name="cancellationToken">Aborts.</param>
    /// <exception cref="ObjectStoreException">It could not be written.</exception>
    public async Task WriteAsync(IReadOnlyList<QuarantineEntry> entries, string name, CancellationToken cancellationToken)
    {
        var lines = new ArrayBufferWriter<byte>();
        using (var writer = new QuarantineLineWriter())
        {
            foreach (var entry in entries)
            {
                writer.Write(entry, lines);
            }
        }

        using var content = new MemoryStream();
        using (var zip = new GZipStream(content, CompressionLevel.Fastest, leaveOpen: true))
        {
            zip.Write(lines.WrittenSpan);
        }

        Hour hour = entries[0].Hour;
        var key = new ObjectKey($"{LakeLayout.AlertQuarantine}{hour.Path}/{name}.json.gz");
        await objects.PutAsync(key, content.GetBuffer().AsMemory(0, (int)content.Length), cancellationToken).ConfigureAwait(false);
    }
}
