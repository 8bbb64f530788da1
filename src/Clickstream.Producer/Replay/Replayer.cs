using Clickstream.Core.Decoding;
using Clickstream.Core.Lake;
using Clickstream.Core.Objects;
using Clickstream.Core.Streams;
using Clickstream.Producer.Streams;

namespace Clickstream.Producer.Replay;

/// <summary>
/// Puts hourly raw files into the stream: hour after hour, the files of an hour merged by event time, each input as the bytes it has in its
/// file.
/// Its position is kept in the data store (<c>audit/replay/ID.json</c>): killed at any point and started again it goes on where it was and
/// puts
/// again at most what was put since; those inputs have the same origin as before. What was finished is not read again, new files are.
/// </summary>
public sealed class Replayer
{
    private readonly ReplayOptions _options;
    private readonly IObjectStore _rawStore;
    private readonly IObjectStore _dataStore;
    private readonly IEventStream _stream;
    private readonly TimeProvider _time;

    /// <summary>Prepares a replay.</summary>
    /// <param name="options">What and how fast.</param>
    /// <param name="rawStore">Where the raw files are; only read.</param>
    /// <param name="dataStore">Where position, ledger and quarantine go.</param>
    /// <param name="stream">Where the inputs go.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="ArgumentException">The options are not valid; the message lists all problems.</exception>
    public Replayer(ReplayOptions options, IObjectStore rawStore, IObjectStore dataStore, IEventStream stream, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        var problems = options.Validate();
        if (problems.Count > 0)
        {
            throw new ArgumentException(string.Join(' ', problems), nameof(options));
        }

        (_options, _rawStore, _dataStore, _stream, _time) = (options, rawStore, dataStore, stream, time);
    }

    /// <summary>Counts what <see cref="RunAsync"/> would put, and changes nothing.</summary>
    /// <exception cref="InvalidDataException">The position is damaged.</exception>
    public async Task<ReplayPlan> PlanAsync(CancellationToken cancellationToken)
    {
        const double InputsPerSecond = 300_000; // What the embedded stream takes on a small machine.
        var stored = await _dataStore.GetAsync(ReplayCheckpoint.KeyOf(_options.Id), cancellationToken).ConfigureAwait(false);
        var position = stored is null
            ? ReplayCheckpoint.Start(_options)
            : ReplayCheckpoint.Read(ReplayCheckpoint.KeyOf(_options.Id), stored.Content.Span);
        var work = await ReplayWork.FindAsync(_rawStore, _options, position, cancellationToken).ConfigureAwait(false);
        var hours = new List<ReplayPlanHour>();
        foreach (var hour in work.Pending.GroupBy(raw => raw.Hour))
        {
            var inputs = 0L;
            foreach (var raw in hour)
            {
                var done = position.Files.GetValueOrDefault(raw.Key.Value)?.Inputs ?? 0;
                inputs += Math.Max(0, await CountAsync(raw, cancellationToken).ConfigureAwait(false) - done);
            }

            hours.Add(new ReplayPlanHour(hour.Key, hour.Count(), hour.Sum(raw => raw.Size), inputs));
        }

        var atFullSpeed = TimeSpan.FromSeconds(hours.Sum(hour => hour.Inputs) / InputsPerSecond);
        var span = hours.Count == 0 ? TimeSpan.Zero : TimeSpan.FromHours(hours[^1].Hour.Number - hours[0].Hour.Number + 1);
        var paced = _options.Speed is { } speed ? span / speed : TimeSpan.Zero;
        return new ReplayPlan(hours, work.Finished, work.Changed, paced > atFullSpeed ? paced : atFullSpeed);
    }

    /// <summary>Puts what is left to put.</summary>
    /// <param name="progress">Told about twice a second; may be null.</param>
    /// <param name="drain">Stops after a flush with a saved position.</param>
    /// <param name="cancellationToken">Aborts at once; the next run goes on at the last saved position.</param>
    /// <exception cref="InvalidDataException">The position is damaged.</exception>
    /// <exception cref="ReplayConflictException">Another process runs the same replay.</exception>
    /// <exception cref="StreamPutException">The stream failed.</exception>
    /// <exception cref="ObjectStoreException">The data store cannot take the position.</exception>
    public async Task<ReplayOutcome> RunAsync(
        IProgress<ReplayProgress>? progress, CancellationToken drain, CancellationToken cancellationToken)
    {
        var journal = new ReplayJournal(_dataStore, _options);
        var position = await journal.LoadAsync(cancellationToken).ConfigureAwait(false);
        var work = await ReplayWork.FindAsync(_rawStore, _options, position, cancellationToken).ConfigureAwait(false);
        var producer = await StreamProducer.StartAsync(_stream, _options.Producer, _time, cancellationToken).ConfigureAwait(false);
        await using (producer.ConfigureAwait(false))
        {
            var run = new ReplayRun(_options, _rawStore, journal, producer, _time)
            {
                Position = position,
                Progress = progress,
                Drain = drain,
            };
            return await run.RunAsync(work, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<long> CountAsync(RawObject raw, CancellationToken cancellationToken)
    {
        if (await _rawStore.OpenReadAsync(raw.Key, cancellationToken).ConfigureAwait(false) is not { } content)
        {
            return 0;
        }

        var reader = InputReader.Open(content, DecoderOptions.Default);
        await using (reader.ConfigureAwait(false))
        {
            while (reader.TryReadBuffered() || await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                // Only the number of the last input matters.
            }

            return reader.Number + 1;
        }
    }
}
