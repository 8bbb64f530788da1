using Clickstream.Local.KinesisApi.Streams;
using Clickstream.Local.Sqlite;

namespace Clickstream.Local.KinesisApi.Server;

/// <summary>Removes what is older than the retention period of its stream, now and then.</summary>
internal sealed class RetentionLoop : IAsyncDisposable
{
    private static readonly TimeSpan Turn = TimeSpan.FromMinutes(1); // Against a period of at least a day.

    private readonly StreamHouse _house;
    private readonly CancellationTokenSource _stopping = new();
    private readonly PeriodicTimer _timer;
    private readonly Task _loop;

    public RetentionLoop(StreamHouse house, TimeProvider time)
    {
        _house = house;
        _timer = new PeriodicTimer(Turn, time);
        _loop = RunAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        _timer.Dispose();
        await _loop.ConfigureAwait(false);
        _stopping.Dispose();
    }

    private async Task RunAsync()
    {
        while (await _timer.WaitForNextTickAsync().ConfigureAwait(false))
        {
            try
            {
                await _house.TrimAsync(_stopping.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                return;
            }
            catch (LocalStoreException)
            {
                // The disk is full or gone, which the next put tells its caller; what is old goes at a later turn.
            }
        }
    }
}
