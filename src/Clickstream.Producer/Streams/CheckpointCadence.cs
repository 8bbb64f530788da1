namespace Clickstream.Producer.Streams;

/// <summary>
/// When and how a producer remembers its position: flush, save, and go on meanwhile. At most <see cref="MaxInputs"/> inputs are put beyond
/// the last saved position, because that many are put again after a kill, and the worker recognises no more than its seen set holds.
/// </summary>
/// <typeparam name="T">The position.</typeparam>
internal sealed class CheckpointCadence<T>(StreamProducer producer, Func<T, CancellationToken, Task> save, TimeProvider time)
{
    /// <summary>The most inputs beyond the last saved position.</summary>
    public const long MaxInputs = 100_000;

    private const long Step = MaxInputs / 2; // While one position is being saved, as many inputs again are put.
    private const long LooksAtClock = 64;
    private static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(1);

    private Task _saving = Task.CompletedTask;
    private long _taken;
    private long _takenAt = time.GetTimestamp();

    /// <summary>Whether a position should be taken now.</summary>
    /// <param name="inputs">Inputs put so far.</param>
    public bool IsDue(long inputs) =>
        inputs - _taken >= Step
        || (inputs > _taken && inputs % LooksAtClock == 0 && _saving.IsCompleted && time.GetElapsedTime(_takenAt) >= MaxAge);

    /// <summary>How long until a position is to be taken although nothing happens; null if nothing is new.</summary>
    public TimeSpan? Remaining(long inputs)
    {
        var remaining = MaxAge - time.GetElapsedTime(_takenAt);
        return inputs == _taken ? null : remaining > TimeSpan.Zero ? remaining : TimeSpan.Zero;
    }

    /// <summary>Begins to save the position as soon as all that it covers is durable; waits only for the position before it.</summary>
    public async ValueTask TakeAsync(long inputs, T position, CancellationToken cancellationToken)
    {
        await _saving.ConfigureAwait(false);
        _taken = inputs;
        _takenAt = time.GetTimestamp();
        _saving = SaveAsync(position, cancellationToken);
    }

    /// <summary>Saves the position and waits until it is saved.</summary>
    public async Task FinishAsync(long inputs, T position, CancellationToken cancellationToken)
    {
        await TakeAsync(inputs, position, cancellationToken).ConfigureAwait(false);
        await _saving.ConfigureAwait(false);
    }

    /// <summary>Waits for what is under way, whatever becomes of it: another fault is being told.</summary>
    public async Task AbandonAsync() => await _saving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private async Task SaveAsync(T position, CancellationToken cancellationToken)
    {
        await producer.FlushAsync(cancellationToken).ConfigureAwait(false);
        await save(position, cancellationToken).ConfigureAwait(false);
    }
}
