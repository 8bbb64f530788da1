using System.Buffers;
using Clickstream.Core.Alerts;
using Clickstream.Core.Objects;
using Clickstream.Local.Folder;
using Clickstream.Local.Objects;

namespace Clickstream.Local.Alerts;

/// <summary>
/// Alerts into a file, one JSON document a line. Several processes may append; they take turns by a lock file,
/// which the system releases when its holder dies; whoever reads the alerts is not held up. An alert is looked for first,
/// so none is there twice.
/// Faults of the disk are an <see cref="ObjectStoreException"/>.
/// </summary>
public sealed class FileAlertChannel : IAlertChannel, IDisposable
{
    private readonly string _path;
    private readonly string _lockPath;
    private readonly AlertIds _ids = new();
    private readonly SemaphoreSlim _gate = new(1, 1);

    /// <summary>Alerts of a data folder.</summary>
    public FileAlertChannel(LocalDataFolder folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        _path = folder.AlertsFile;
        _lockPath = folder.AlertsLock;
    }

    /// <inheritdoc/>
    public string Name => "file";

    /// <inheritdoc/>
    public async Task PublishAsync(IReadOnlyList<Alert> alerts, bool mayBeRepeat, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(alerts);
        if (alerts.Count == 0)
        {
            return;
        }

        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await DiskFault.GuardAsync(_path, async () =>
            {
                using var file = await OpenAsync(cancellationToken).ConfigureAwait(false);
                Publish(file, alerts);
                return true;
            }).ConfigureAwait(false);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _gate.Dispose();

    /// <summary>
    /// Looks at every alert, not only at possible repeats: when a shard changes hands, the old holder can be on its way here with an alert that it
    /// believes to be new, while the new holder has written it.
    /// </summary>
    private static void Publish(AlertFile file, IReadOnlyList<Alert> alerts)
    {
        file.Heal();
        var known = file.ReadNewIds();
        var inThisCall = new HashSet<string>(StringComparer.Ordinal);
        var lines = new ArrayBufferWriter<byte>();
        foreach (var alert in alerts)
        {
            if (inThisCall.Add(alert.Id) && !known.Contains(alert.Id))
            {
                lines.Write(AlertJson.Serialize(alert));
                lines.Write("\n"u8);
            }
        }

        file.Append(lines.WrittenSpan);
    }

    private async Task<AlertFile> OpenAsync(CancellationToken cancellationToken)
    {
        var turn = await FileLock.AcquireAsync(_lockPath, cancellationToken).ConfigureAwait(false);
        try
        {
            return new AlertFile(_path, turn, _ids);
        }
        catch
        {
            await turn.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }
}
