using System.IO.Compression;
using System.Text.Json;
using Clickstream.Core.Decoding;
using Clickstream.Core.Lake;
using Clickstream.Core.Objects;
using Clickstream.Core.Time;

namespace Clickstream.Core.Quarantine;

/// <summary>The lists of entries that were put again. An entry is in at most one of them.</summary>
public static class ReplayedEntries
{
    /// <summary>Writes a list: gzip NDJSON with <c>entry, hour, reason</c>. The same entries give the same bytes.</summary>
    public static byte[] Serialize(IEnumerable<ReplayedEntry> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        using var content = new MemoryStream();
        using (var zip = new GZipStream(content, CompressionLevel.Fastest, leaveOpen: true))
        {
            foreach (var entry in entries)
            {
                using (var json = new Utf8JsonWriter(zip))
                {
                    json.WriteStartObject();
                    json.WriteString("entry"u8, entry.Entry);
                    json.WriteString("hour"u8, entry.Hour.Path);
                    json.WriteString("reason"u8, RejectionReasons.NameOf(entry.Reason));
                    json.WriteEndObject();
                }

                zip.WriteByte((byte)'\n');
            }
        }

        return content.ToArray();
    }

    /// <summary>The identities of all entries that were put again.</summary>
    /// <exception cref="UnknownFormatException">A list is damaged.</exception>
    /// <exception cref="ObjectStoreException">The store cannot be read.</exception>
    public static async Task<HashSet<string>> ReadAsync(IObjectStore store, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        var known = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var info in store.ListAsync(LakeLayout.ReplayedEntries, cancellationToken).ConfigureAwait(false))
        {
            if (await store.GetAsync(info.Key, cancellationToken).ConfigureAwait(false) is not { } stored)
            {
                continue;
            }

            foreach (var entry in Read(info.Key, stored.Content))
            {
                known.Add(entry.Entry);
            }
        }

        return known;
    }

    /// <summary>Reads a list.</summary>
    /// <exception cref="UnknownFormatException">It is damaged.</exception>
    public static IReadOnlyList<ReplayedEntry> Read(ObjectKey key, ReadOnlyMemory<byte> content)
    {
        try
        {
            using var zip = new GZipStream(new MemoryStream(content.ToArray()), CompressionMode.Decompress);
            using var reader = new StreamReader(zip);
            var entries = new List<ReplayedEntry>();
            while (reader.ReadLine() is { } line)
            {
                using var json = JsonDocument.Parse(line);
                var (hour, reason) = (json.RootElement.GetProperty("hour").GetString()!, json.RootElement.GetProperty("reason").GetString()!);
                entries.Add(new ReplayedEntry(
                    json.RootElement.GetProperty("entry").GetString()!,
                    Hour.TryParse(hour, out var parsed) ? parsed : throw new FormatException($"'{hour}' is no hour."),
                    RejectionReasons.TryParse(reason, out var known) ? known : throw new FormatException($"'{reason}' is no reason.")));
            }

            return entries;
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidDataException or KeyNotFoundException or InvalidOperationException)
        {
            throw new UnknownFormatException(
                $"{key} is no list of entries that were put again: {e.Message} It is not ignored, since they would be put twice. Restore it.", e);
        }
    }
}
