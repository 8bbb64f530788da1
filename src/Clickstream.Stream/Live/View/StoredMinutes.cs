using System.Buffers;
using System.IO.Compression;
using Clickstream.Core.Engagement;
using Clickstream.Core.Lake;
using Clickstream.Core.Objects;
using Clickstream.Core.Time;

namespace Clickstream.Stream.Live.View;

/// <summary>Reads the minutes that all workers have stored, each object once, into the book.</summary>
internal sealed class StoredMinutes(IObjectStore store, MinuteBook book, Action<MinuteResult>? onRow = null)
{
    private const int KeptHours = MinuteBook.KeptMinutes / 60;
    private const int ReadBytes = 64 * 1024;
    private const int KeptBytes = 4 * 1024 * 1024;
    private const int WholeHours = 5; // Of the newest ones, some may be of clocks that are fast.
    private readonly HashSet<ObjectKey> _read = [];
    private ArrayBufferWriter<byte> _content = new(ReadBytes); // Of one object after the other; a few hundred KB.

    /// <summary>Objects that could not be understood; they are left out.</summary>
    public int Damaged { get; private set; }

    /// <summary>Reads what is new.</summary>
    /// <exception cref="ObjectStoreException">The store cannot be read; may be retried.</exception>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        List<(ObjectKey Key, Hour Hour)> present = [];
        await foreach (var info in store.ListAsync(LakeLayout.LandingEngagement, cancellationToken))
        {
            if (LakeLayout.HourOf(LakeLayout.LandingEngagement, info.Key) is { } hour)
            {
                present.Add((info.Key, hour));
            }
        }

        if (present.Count == 0)
        {
            return;
        }

        var first = present.Max(item => item.Hour.Number) - KeptHours;
        var fresh = present
            .Where(item => item.Hour.Number >= first && !_read.Contains(item.Key))
            .OrderBy(item => item.Hour)
            .ThenBy(item => item.Key)
            .ToList();
        Hour[] hours = [.. fresh.Select(item => item.Hour).Distinct()];
        var firstWhole = hours.Length > WholeHours ? hours[^WholeHours] : hours.FirstOrDefault();
        _read.IntersectWith(present.Select(item => item.Key));
        try
        {
            if (hours.Length > WholeHours)
            {
                book.KeepWholeFrom(firstWhole.Start.Minute); // A month is read without its sketches and texts; only the newest hours stay whole.
            }

            await ReadAsync(fresh, firstWhole, cancellationToken);
        }
        finally
        {
            book.KeepWholeFrom(null);
        }
    }

    private async Task ReadAsync(List<(ObjectKey Key, Hour Hour)> fresh, Hour firstWhole, CancellationToken cancellationToken)
    {
        for (var i = 0; i < fresh.Count; i++)
        {
            await ReadAsync(fresh[i].Key, cancellationToken);
            _read.Add(fresh[i].Key);
            _content = _content.Capacity > KeptBytes ? new ArrayBufferWriter<byte>(ReadBytes) : _content;
            if (i + 1 < fresh.Count && fresh[i + 1].Hour > fresh[i].Hour && fresh[i].Hour >= firstWhole)
            {
                book.Cool(fresh[i].Hour.End.Minute);
            }
        }
    }

    private async Task ReadAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        await using var stored = await store.OpenReadAsync(key, cancellationToken);
        if (stored is null)
        {
            return; // Removed since it was listed.
        }

        try
        {
            _content.ResetWrittenCount();
            await using (var zip = new GZipStream(stored, CompressionMode.Decompress))
            {
                while (await zip.ReadAsync(_content.GetMemory(ReadBytes), cancellationToken) is > 0 and var length)
                {
                    _content.Advance(length);
                }
            }

            ReadLines(_content.WrittenSpan);
        }
        catch (Exception exception) when (exception is FormatException or InvalidDataException)
        {
            Damaged++;
        }
    }

    private void ReadLines(ReadOnlySpan<byte> content)
    {
        foreach (var range in content.Split((byte)'\n'))
        {
            if (content[range] is { IsEmpty: false } line)
            {
                var row = EngagementLine.Read(line);
                book.Add(row);
                onRow?.Invoke(row);
            }
        }
    }
}
