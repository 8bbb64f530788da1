namespace Clickstream.Aws.Kinesis.Reading;

/// <summary>
/// Finds the end of a closed shard where the endpoint does not tell it: Kinesis ends the iterators of a closed shard, moto goes on for ever.
/// The shard is at its end when it was known to be closed before two empty answers in a row that were not behind. Pure.
/// </summary>
internal sealed class EndDetection
{
    /// <summary>One could be the emptiness that Kinesis gives now and then in the middle of a shard.</summary>
    private const int EnoughEmptyAnswers = 2;

    private int _emptySinceClosed;

    /// <summary>Whether the list of shards should be looked at: only an idle reader can be at an end.</summary>
    public static bool ShouldLook(int records, TimeSpan behind) => records == 0 && behind == TimeSpan.Zero;

    /// <summary>Takes note of an answer.</summary>
    /// <param name="isClosed">Whether the shard was known to be closed before the call.</param>
    /// <param name="records">Records in the answer.</param>
    /// <param name="behind">How far it is behind.</param>
    /// <returns>Whether the shard has been read to its end.</returns>
    public bool Note(bool isClosed, int records, TimeSpan behind)
    {
        _emptySinceClosed = isClosed && ShouldLook(records, behind) ? _emptySinceClosed + 1 : 0;
        return _emptySinceClosed >= EnoughEmptyAnswers;
    }
}
