using System.IO.Compression;
using System.Text;
using Clickstream.Core.Engagement;
using Clickstream.Core.Lake;
using Clickstream.Core.Objects;
using Clickstream.Core.Time;

namespace Clickstream.Stream.Live.View;

/// <summary>Reads the minutes that all workers have stored, each object once, into the book.</summary>
internal sealed class StoredMinutes(IObjectStore store, MinuteBook book, Action<MinuteResult>? onRow = null)
{
    private const int KeptHours = MinuteBook.KeptMinutes / 60;
    private readonly HashSet<ObjectKey> _read = [];

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
        _read.IntersectWith(present.Select(item => item.Key));
        for (var i = 0; i < fresh.Count; i++)
        {
            await ReadAsync(fresh[i].Key, cancellationToken);
            _read.Add(fresh[i].Key);
            if (i + 1 < fresh.Count && fresh[i + 1].Hour > fresh[i].Hour)
            {
                book.Cool(fresh[i].Hour.End.Minute); // A month is read hour by hour; only the newest stay whole.
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
            await using var content = new GZipStream(stored, CompressionMode.Decompress);
            using var lines = new StreamReader(content, Encoding.UTF8);
            while (await lines.ReadLineAsync(cancellationToken) is { } line)
            {
                if (line.Length > 0)
                {
                    var row = EngagementLine.Read(Encoding.UTF8.GetBytes(line));
                    book.Add(row);
                    onRow?.Invoke(row);
                }
            }
        }
        catch (Exception exception) when (exception is FormatException or InvalidDataException)
        {
            Damaged++;
        }
    }
}
