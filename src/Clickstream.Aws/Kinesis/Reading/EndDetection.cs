namespace Clickstream.Aws.Kinesis.Reading;

/// <summary>
/// Finds the end of a closed shard where the endpoint does not tell it: Kinesis ends the iterators of a closed shard, moto goes on for ever.
/// The shard is at its end when it was known to be closed, and since then gave only empty answers that were not behind, for so long. Pure.
/// </summary>
/// <param name="silence">How long: Kinesis gives empty answers now and then in the middle of a shard, and shows records a while after their put.</param>
internal sealed class EndDetection(TimeSpan silence)
{
    private TimeSpan? _emptySince;

    /// <summary>Whether the list of shards should be looked at: only an idle reader can be at an end.</summary>
    public static bool ShouldLook(int records, TimeSpan behind) => records == 0 && behind == TimeSpan.Zero;

    /// <summary>Takes note of an answer.</summary>
    /// <param name="isClosed">Whether the shard was known to be closed before the call.</param>
    /// <param name="records">Records in the answer.</param>
    /// <param name="behind">How far it is behind.</param>
    /// <param name="now">The time on a clock that only goes forward.</param>
    /// <returns>Whether the shard has been read to its end.</returns>
    public bool Note(bool isClosed, int records, TimeSpan behind, TimeSpan now)
    {
        if (!isClosed || !ShouldLook(records, behind))
        {
            _emptySince = null;
            return false;
        }

        _emptySince ??= now;
        return now - _emptySince > silence;
    }
}
