namespace Clickstream.Stream.Live.Api;

/// <summary>The answers to the questions that were asked last, for as long as what they tell of has not changed. Safe for concurrent use.</summary>
internal sealed class AnswerCache
{
    private const int MaxQuestions = 32; // Visitors with the same range and filters share one; 32 answers of a week are 10 MB.

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private long _uses;

    /// <summary>The answer as of a revision; made once, however many ask at the same time.</summary>
    public CachedAnswer Get(string question, long revision, Func<byte[]> make)
    {
        Entry entry;
        lock (_gate)
        {
            if (!_entries.TryGetValue(question, out entry!) || entry.Revision != revision)
            {
                _entries[question] = entry = new Entry(revision, new Lazy<CachedAnswer>(() => new CachedAnswer(make())));
                if (_entries.Count > MaxQuestions)
                {
                    _entries.Remove(_entries.MinBy(pair => pair.Value.LastUse).Key);
                }
            }

            entry.LastUse = ++_uses;
        }

        return entry.Answer.Value;
    }

    private sealed record Entry(long Revision, Lazy<CachedAnswer> Answer)
    {
        public long LastUse { get; set; }
    }
}
