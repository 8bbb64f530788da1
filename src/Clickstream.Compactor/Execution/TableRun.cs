using Clickstream.Compactor.Buckets;
using Clickstream.Core.Lake;
using Clickstream.Core.Objects;

namespace Clickstream.Compactor.Execution;

/// <summary>What the compaction of every table needs.</summary>
/// <param name="store">Where everything is.</param>
/// <param name="time">The clock.</param>
/// <param name="options">What may be used.</param>
internal sealed class TableRun(IObjectStore store, TimeProvider time, CompactOptions options) : IDisposable
{
    private const int MaxAttempts = 5; // Then the hour is left to the compactors that keep winning.

    private readonly SpillFolder _spill = new(options.SpillFolder);
    private RowMemory? _memory;

    /// <summary>What the rows of all hours may take.</summary>
    public RowMemory Memory => _memory ??= new RowMemory(options, _spill);

    public IObjectStore Store => store;

    public TimeProvider Time => time;

    public CompactOptions Options => options;

    /// <summary>What may be kept busy.</summary>
    public Processors Processors { get; } = new(options.Parallelism);

    public ManifestStore Manifests { get; } = new(store);

    public Dimensions.RecentParts RecentParts { get; } = new();

    /// <summary>Looks at versions of hours before they are published; null lets everything through.</summary>
    public Quality.PublishGate? Gate { get; init; }

    /// <summary>Does what keeps a processor busy, when one is free: hours that are worked on at the same time share them.</summary>
    public Task OnProcessorAsync(Func<Task> work, CancellationToken cancellationToken) => Processors.RunAsync(work, cancellationToken);

    /// <inheritdoc/>
    public void Dispose()
    {
        _spill.Dispose();
        Processors.Dispose();
    }

    /// <summary>Makes a version from what is published and publishes it; whoever loses the race throws its version away and begins again from the winner's.</summary>
    /// <param name="root">The folder of the versions.</param>
    /// <param name="read">Reads what is published.</param>
    /// <param name="write">Writes a version behind it into a folder; null if there is nothing to do.</param>
    /// <param name="serialize">Writes a manifest.</param>
    /// <param name="cancellationToken">Aborts; nothing is changed.</param>
    /// <returns>Null if there is nothing to do.</returns>
    /// <exception cref="IOException">It cannot be done; nothing is changed.</exception>
    public async Task<PartResult?> PublishAsync<T>(
        string root,
        Func<Task<Published<T>>> read,
        Func<T?, VersionFolder, Task<(T Manifest, PartResult Result)?>> write,
        Func<T, byte[]> serialize,
        CancellationToken cancellationToken)
        where T : class, IManifest
    {
        for (var attempt = 1; attempt <= MaxAttempts; attempt++)
        {
            var published = await read();
            var started = time.GetUtcNow();
            // Later versions sort later; two compactors never choose the same name.
            var folder = new VersionFolder(store, root, $"v{Guid.CreateVersion7(started):N}");
            if (await write(published.Manifest, folder) is not { } version)
            {
                return null;
            }

            await AdmitAsync(version.Manifest, folder, cancellationToken);
            if (options.Verify && version.Manifest is not HourManifest)
            {
                await BucketCheck.CheckAsync(store, folder.Files, cancellationToken); // Those of an hour were compared row by row.
            }

            CheckStillFresh(started);
            if (await Manifests.TryPublishAsync(published, version.Manifest, serialize(version.Manifest), cancellationToken))
            {
                return version.Result;
            }

            await folder.DiscardAsync(cancellationToken);
        }

        throw new IOException($"Other compactors published under {root} {MaxAttempts} times in a row; it is left to them.");
    }

    private async Task AdmitAsync<T>(T candidate, VersionFolder folder, CancellationToken cancellationToken)
        where T : class, IManifest
    {
        if (Gate is null || candidate is not HourManifest hour)
        {
            return;
        }

        try
        {
            await Gate.AdmitAsync(hour, cancellationToken);
        }
        catch (InvalidDataException)
        {
            await folder.DiscardAsync(cancellationToken);
            throw;
        }
    }

    // The files of a version must not have been taken for garbage by another compactor while the version was made.
    private void CheckStillFresh(DateTimeOffset started)
    {
        if (options.GracePeriod > TimeSpan.Zero && time.GetUtcNow() - started > options.GracePeriod / 2)
        {
            throw new IOException(
                $"The version took longer than half of the grace period of {options.GracePeriod}, so its files may be removed as garbage. Raise the grace period.");
        }
    }

    /// <summary>What went wrong, for a person: dictionaries and lists of texts check that they stay below the size of an array.</summary>
    public static string Describe(Exception exception) => exception is OverflowException
        ? "It does not fit in memory: a column has more than 2 GiB of different texts."
        : exception.Message;

    /// <summary>Runs one part, and makes a result of what can go wrong with it, so that the other parts go on.</summary>
    public async Task<PartResult?> GuardAsync(string table, string? hour, Func<Task<PartResult?>> part)
    {
        var started = time.GetTimestamp();
        try
        {
            var result = await part();
            return result is null ? null : result with { Seconds = time.GetElapsedTime(started).TotalSeconds };
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // Whatever it is, even a defect of ours: it is reported for this part, and no other part has to wait for it.
            return new PartResult(table, hour, CompactOutcome.Failed)
            {
                Error = Describe(exception),
                Seconds = time.GetElapsedTime(started).TotalSeconds,
            };
        }
    }
}
