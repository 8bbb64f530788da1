using Clickstream.Core.Objects;

namespace Clickstream.Compactor.Execution;

/// <summary>What the compaction of every table needs.</summary>
/// <param name="store">Where everything is.</param>
/// <param name="time">The clock.</param>
/// <param name="options">What may be used.</param>
internal sealed class TableRun(IObjectStore store, TimeProvider time, CompactOptions options)
{
    /// <summary>Attempts to publish before the hour is left to the compactors that keep winning.</summary>
    public const int MaxAttempts = 5;

    public IObjectStore Store => store;

    public TimeProvider Time => time;

    public CompactOptions Options => options;

    public ManifestStore Manifests { get; } = new(store);

    public Users.RecentUsers RecentUsers { get; } = new();

    /// <summary>Begins a version. Later ones sort later; two compactors never choose the same name.</summary>
    public (VersionFolder Folder, DateTimeOffset Started) BeginVersion(string root)
    {
        var now = time.GetUtcNow();
        return (new VersionFolder(store, root, $"v{Guid.CreateVersion7(now):N}"), now);
    }

    /// <summary>
    /// Checks that the files of a version cannot have been taken for garbage by another compactor while the version was made.
    /// </summary>
    /// <exception cref="IOException">It took too long.</exception>
    public void CheckStillFresh(DateTimeOffset started)
    {
        if (options.GracePeriod > TimeSpan.Zero && time.GetUtcNow() - started > options.GracePeriod / 2)
        {
            throw new IOException(
                $"The version took longer than half of the grace period of {options.GracePeriod}, so its files may be removed as garbage. Raise the grace period.");
        }
    }

    // Dictionaries and lists of texts check that they stay below the size of an array.
    private static string Describe(Exception exception) => exception is OverflowException
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
