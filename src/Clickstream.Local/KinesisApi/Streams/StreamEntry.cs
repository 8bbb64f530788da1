namespace Clickstream.Local.KinesisApi.Streams;

/// <summary>A stream in the catalog.</summary>
/// <param name="Id">Its number, never used again.</param>
/// <param name="Name">Its name.</param>
/// <param name="Created">When it was made.</param>
/// <param name="RetentionHours">Hours that records are kept; null while nobody has set it.</param>
/// <param name="IsOnDemand">Whether its mode is ON_DEMAND, which is kept but changes nothing here.</param>
/// <param name="IsOwn">Whether it is the stream of the data folder itself.</param>
internal sealed record StreamEntry(long Id, string Name, DateTimeOffset Created, int? RetentionHours, bool IsOnDemand, bool IsOwn)
{
    /// <summary>The retention period of a stream of Kinesis that nobody has changed.</summary>
    public const int DefaultRetentionHours = 24;

    /// <summary>The retention period as the API shows it.</summary>
    public TimeSpan Retention => TimeSpan.FromHours(RetentionHours ?? DefaultRetentionHours);
}
