using Microsoft.Extensions.Logging;

namespace Clickstream.Producer.Collect.Access;

/// <summary>
/// The file of write keys, read again when it changes, so that a key is rotated without a restart. A file that has become wrong changes nothing, and is told.
/// </summary>
internal sealed class KeyFile
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly string _path;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private (DateTime Written, long Size) _seen;

    private KeyFile(string path, ILogger logger, TimeProvider time)
    {
        (_path, _logger, _time) = (path, logger, time);
        _seen = Look();
        Table = KeysReader.Read(File.ReadAllBytes(path), null, time);
    }

    /// <summary>The keys that are in force.</summary>
    public KeyTable Table { get; private set; }

    /// <summary>Reads the file.</summary>
    /// <exception cref="CollectException">It is missing or wrong.</exception>
    public static KeyFile Open(string path, ILogger logger, TimeProvider time)
    {
        try
        {
            return new KeyFile(path, logger, time);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new CollectException($"The file of write keys cannot be read: {fault.Message}", fault);
        }
    }

    /// <summary>Looks for changes until cancelled.</summary>
    public async Task WatchAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await Task.Delay(Interval, _time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (cancellationToken.IsCancellationRequested)
            {
                return;
            }

            Refresh();
        }
    }

    /// <summary>Reads the file again if it has changed.</summary>
    public void Refresh()
    {
        try
        {
            var now = Look();
            if (now == _seen)
            {
                return;
            }

            _seen = now;
            Table = KeysReader.Read(File.ReadAllBytes(_path), Table, _time);
            CollectLog.KeysRead(_logger, Table.Keys.Count);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or CollectException)
        {
            CollectLog.KeysStay(_logger, fault);
        }
    }

    private (DateTime Written, long Size) Look()
    {
        var info = new FileInfo(_path);
        return (info.LastWriteTimeUtc, info.Exists ? info.Length : -1);
    }
}
