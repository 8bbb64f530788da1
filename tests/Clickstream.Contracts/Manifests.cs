using Clickstream.Core.Lake;
using Clickstream.Core.Time;

namespace Clickstream.Contracts;

/// <summary>Manifests of tests that look at what is published, not at what was counted.</summary>
public static class Manifests
{
    /// <summary>The manifest of a version of an hour of <c>fact_clicks</c>, with as many events as its files have rows.</summary>
    public static HourManifest OfHour(Hour hour, string version, IReadOnlyList<DataFile> files) => new()
    {
        Hour = hour.Path,
        Version = version,
        Created = DateTimeOffset.UnixEpoch,
        Buckets =
        [
            new HourBucket
            {
                Number = 0,
                Rows = files.Sum(file => file.Rows),
                Revenue = new Dictionary<string, decimal>(),
                Files = files,
                Derived = new Dictionary<string, DataFile>(),
                Keys = null,
            },
        ],
        Landed = files.Sum(file => file.Rows),
        Accepted = files.Sum(file => file.Rows),
        Duplicates = 0,
        Orders = 0,
        Revenue = new Dictionary<string, decimal>(),
        DuplicateRevenue = new Dictionary<string, decimal>(),
        Consumed = [],
        Covered = [],
        Raw = [],
    };
}
