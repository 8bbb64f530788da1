using System.Text.Json;
using Clickstream.Core.Alerts;
using Clickstream.Local.Folder;
using Clickstream.Stream.Live;

namespace Clickstream.Cli.Composition;

/// <summary>Follows the alerts file of a data folder: reads only what was added since the last time.</summary>
internal sealed class StoredAlerts(string path)
{
    private const int Latest = 50; // What the page shows.

    private readonly Queue<Alert> _latest = new();
    private long _count;
    private long _offset;

    /// <summary>The reader that the live page asks every few seconds.</summary>
    public static Func<CancellationToken, Task<AlertHistory>> Reader(LocalDataFolder folder) => new StoredAlerts(folder.AlertsFile).ReadAsync;

    private async Task<AlertHistory> ReadAsync(CancellationToken cancellationToken)
    {
        if (File.Exists(path))
        {
            var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            await using (file.ConfigureAwait(false))
            {
                file.Position = _offset;
                var added = new byte[file.Length - _offset];
                await file.ReadExactlyAsync(added, cancellationToken).ConfigureAwait(false);
                Add(added);
            }
        }

        return new AlertHistory(_count, [.. _latest]);
    }

    // The last line may still be in the making: it is read when it has its end.
    private void Add(ReadOnlySpan<byte> added)
    {
        while (added.IndexOf((byte)'\n') is var end and >= 0)
        {
            var line = added[..end];
            if (Parse(line) is { } alert)
            {
                _count++;
                _latest.Enqueue(alert);
                if (_latest.Count > Latest)
                {
                    _latest.Dequeue();
                }
            }

            added = added[(end + 1)..];
            _offset += end + 1;
        }
    }

    // A line that was torn by a full disk is not an alert; the channel writes that alert again on a line of its own.
    private static Alert? Parse(ReadOnlySpan<byte> line)
    {
        try
        {
            return AlertJson.Parse(line);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
