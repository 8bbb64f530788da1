using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;
using Clickstream.Core.Alerts;
using Clickstream.Local.Folder;

namespace Clickstream.Local.Alerts;

/// <summary>
/// Follows the file of alerts for those who show it. Each call reads only what was added since the last one.
/// Takes no lock: the file only grows, by whole lines. Not safe for concurrent use.
/// </summary>
public sealed class AlertFileHistory(LocalDataFolder folder)
{
    /// <summary>How many of the latest alerts are kept.</summary>
    public const int Kept = 50;

    private readonly string _path = (folder ?? throw new ArgumentNullException(nameof(folder))).AlertsFile;
    private readonly Queue<Alert> _latest = new();
    private long _position;
    private long _count;

    /// <summary>The alerts as of now; none if there is no file yet.</summary>
    /// <exception cref="IOException">The file cannot be read; may be retried.</exception>
    public async Task<AlertHistory> ReadAsync(CancellationToken cancellationToken)
    {
        if (File.Exists(_path))
        {
            await using var file = new FileStream(_path, new FileStreamOptions
            {
                Mode = FileMode.Open,
                Access = FileAccess.Read,
                Share = FileShare.ReadWrite | FileShare.Delete,
                Options = FileOptions.Asynchronous,
            });
            await ReadNewAsync(file, cancellationToken);
        }

        return new AlertHistory(_count, [.. _latest]);
    }

    /// <summary>The alerts of a range of event time, in the order in which they were sent; lines that are no alerts are passed over.</summary>
    /// <param name="folder">The data folder.</param>
    /// <param name="from">The first instant.</param>
    /// <param name="to">The first instant after it.</param>
    /// <param name="cancellationToken">Aborts.</param>
    /// <exception cref="IOException">The file cannot be read; may be retried.</exception>
    public static async IAsyncEnumerable<Alert> ReadAsync(
        LocalDataFolder folder, DateTimeOffset from, DateTimeOffset to, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(folder);
        if (!File.Exists(folder.AlertsFile))
        {
            yield break;
        }

        using var reader = new StreamReader(new FileStream(folder.AlertsFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            if (AlertLine.Read(Encoding.UTF8.GetBytes(line)) is { } alert && alert.EventTime >= from && alert.EventTime < to)
            {
                yield return alert;
            }
        }
    }

    private async Task ReadNewAsync(FileStream file, CancellationToken cancellationToken)
    {
        if (file.Length < _position)
        {
            (_position, _count) = (0, 0); // Somebody has cut or replaced the file.
            _latest.Clear();
        }

        file.Position = _position;
        var line = new ArrayBufferWriter<byte>();
        var block = new byte[64 * 1024];
        int read;
        while ((read = await file.ReadAsync(block, cancellationToken)) > 0)
        {
            var rest = block.AsSpan(0, read);
            for (var end = rest.IndexOf((byte)'\n'); end >= 0; end = rest.IndexOf((byte)'\n'))
            {
                line.Write(rest[..end]);
                _position += line.WrittenCount + 1;
                Add(line.WrittenSpan);
                line.Clear();
                rest = rest[(end + 1)..];
            }

            line.Write(rest); // The beginning of a line, whose end is in the next block, or not written yet.
        }
    }

    private void Add(ReadOnlySpan<byte> line)
    {
        if (AlertLine.Read(line) is not { } alert)
        {
            return; // What is no alert is not counted; the channel says so when it writes.
        }

        _latest.Enqueue(alert);
        _count++;
        if (_latest.Count > Kept)
        {
            _latest.Dequeue();
        }
    }
}
