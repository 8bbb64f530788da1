using Clickstream.Core.Lake;
using Clickstream.Core.Objects;
using Microsoft.Extensions.Logging;

namespace Clickstream.Stream.Live.Api;

/// <summary>
/// Answers that are read from the store when somebody asks: kept for a while, read by one at a time, and by at most a twentieth of the time, so that
/// neither many visitors nor a large lake cost the worker much. Safe for concurrent use.
/// </summary>
internal sealed class StoredAnswers(TimeProvider time, ILogger logger, CancellationToken stopping) : IDisposable
{
    private const int MaxQuestions = 8;
    private const int Share = 20;
    private static readonly TimeSpan LeastAge = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _reading = new(1);
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal); // Only touched by who holds the semaphore.

    /// <summary>The answer; a problem if the store cannot be read and never could.</summary>
    public async Task<(CachedAnswer? Answer, ApiProblem? Problem)> GetAsync(
        string question, Func<CancellationToken, Task<byte[]>> read, CancellationToken cancellationToken)
    {
        await _reading.WaitAsync(cancellationToken);
        try
        {
            if (_entries.TryGetValue(question, out var known) && time.GetElapsedTime(known.ReadAt) < known.Lasts)
            {
                return (known.Answer, null);
            }

            var start = time.GetTimestamp();
            var answer = new CachedAnswer(await read(stopping));
            var took = time.GetElapsedTime(start) * Share;
            if (_entries.Count >= MaxQuestions && !_entries.ContainsKey(question))
            {
                _entries.Remove(_entries.MinBy(entry => entry.Value.ReadAt).Key);
            }

            _entries[question] = new Entry(answer, time.GetTimestamp(), took > LeastAge ? took : LeastAge);
            return (answer, null);
        }
        catch (Exception fault) when (fault is ObjectStoreException or UnknownFormatException or FormatException or InvalidDataException)
        {
            LiveLog.CannotReadStored(logger, fault);
            return (null, ApiProblem.Unavailable($"What is stored cannot be read: {fault.Message}"));
        }
        finally
        {
            _reading.Release();
        }
    }

    /// <summary>Reads anew at the next question, after something was changed.</summary>
    public async Task ForgetAsync(CancellationToken cancellationToken)
    {
        await _reading.WaitAsync(cancellationToken);
        _entries.Clear();
        _reading.Release();
    }

    public void Dispose() => _reading.Dispose();

    private sealed record Entry(CachedAnswer Answer, long ReadAt, TimeSpan Lasts);
}
