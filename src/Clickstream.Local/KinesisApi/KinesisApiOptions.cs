using Clickstream.Local.Folder;
using Clickstream.Local.KinesisApi.Operations;
using Clickstream.Local.KinesisApi.Streams;

namespace Clickstream.Local.KinesisApi;

/// <summary>Settings of the Kinesis API on loopback.</summary>
public sealed record KinesisApiOptions
{
    /// <summary>The name of the folder's own stream if none is given.</summary>
    public const string DefaultStreamName = "clickstream";

    /// <summary>The data folder. Its own stream has the name <see cref="StreamName"/>; further streams are in <c>local/streams</c>.</summary>
    public required LocalDataFolder Folder { get; init; }

    /// <summary>The port on 127.0.0.1; 0, the default, takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>The name of the stream that the other commands of the folder read and write. Default <c>clickstream</c>.</summary>
    public string StreamName { get; init; } = DefaultStreamName;

    /// <summary>Shards of the folder's own stream if it does not exist yet; 0 leaves it to CreateStream. Default 4.</summary>
    public int Shards { get; init; } = 4;

    /// <summary>Whether the rate limits of the service hold, throttling included. Limits of size always hold. Default off.</summary>
    public bool EnforceLimits { get; init; }

    /// <summary>
    /// Whether a request must carry a signature. Only its presence is checked, never its value: this server is for development.
    /// Default on.
    /// </summary>
    public bool RequireSignature { get; init; } = true;

    /// <summary>How long a subscription lasts, as in Kinesis 5 minutes. Shorter to test what happens at its end.</summary>
    public TimeSpan SubscriptionLife { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The region in the ARNs. Default us-east-1.</summary>
    public string Region { get; init; } = "us-east-1";

    /// <summary>The account in the ARNs. Default 000000000000.</summary>
    public string Account { get; init; } = "000000000000";

    /// <summary>What is wrong with the options, in sentences; empty if nothing is.</summary>
    public IReadOnlyList<string> Problems()
    {
        var problems = new List<string>();
        if (!Names.IsValid(StreamName))
        {
            problems.Add($"'{StreamName}' cannot be the name of a stream: 1 to 128 letters, digits, '_', '.' or '-'.");
        }

        if (Shards is < 0 or > StreamDefaults.MaxShards)
        {
            problems.Add($"{Shards} shards are not possible; 0 to {StreamDefaults.MaxShards} are.");
        }

        if (SubscriptionLife <= TimeSpan.Zero)
        {
            problems.Add($"A subscription cannot last {SubscriptionLife}.");
        }

        return problems;
    }
}
