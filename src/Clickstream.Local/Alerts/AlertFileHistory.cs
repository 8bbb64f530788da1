using System.Buffers;
using System.Text.Json;
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
        try
        {
            _latest.Enqueue(AlertJson.Parse(line));
        }
        catch (JsonException)
        {
            return; // What is no alert is not counted; the channel says so when it writes.
        }

        _count++;
        if (_latest.Count > Kept)
        {
            _latest.Dequeue();
        }
    }
}
