namespace Clickstream.Compactor.Execution;

/// <summary>The processors of a run, which all hours that are worked on share. Safe for concurrent use.</summary>
/// <param name="count">How many there are.</param>
internal sealed class Processors(int count) : IDisposable
{
    private readonly SemaphoreSlim _free = new(count);

    /// <summary>How many there are.</summary>
    public int Count => count;

    /// <summary>Does what keeps a processor busy, when one is free.</summary>
    public async Task RunAsync(Func<Task> work, CancellationToken cancellationToken)
    {
        await _free.WaitAsync(cancellationToken);
        try
        {
            await work();
        }
        finally
        {
            _free.Release();
        }
    }

    /// <summary>
    /// Does a part of the work of somebody who has a processor: on another one if one is free, else at once on the caller's. So the last
    /// bucket of a run is not written by one processor while the others are idle, and nobody waits where there are as many buckets.
    /// </summary>
    /// <returns>Ends when the part is done; it has ended where the caller did it.</returns>
    public async Task<T> BesideAsync<T>(Func<Task<T>> part, CancellationToken cancellationToken)
    {
        // Taken or not at once: whoever waits here has a processor that others may wait for.
        if (!_free.Wait(0, cancellationToken))
        {
            return await part();
        }

        try
        {
            return await Task.Run(part, cancellationToken);
        }
        finally
        {
            _free.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _free.Dispose();
}
