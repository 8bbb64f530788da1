using System.Text.RegularExpressions;
using Clickstream.Aws.Transport;
using Clickstream.Aws.Wire;

namespace Clickstream.Aws.Kinesis;

/// <summary>Which stream, how to read it and how fast.</summary>
public sealed partial record KinesisStreamOptions
{
    /// <summary>The name of the stream, or its ARN (for a stream of another account).</summary>
    public required string Stream { get; init; }

    /// <summary>
    /// The consumer of enhanced fan-out, registered if it is absent; null to poll. Costs extra, has 2 MiB/s a shard of its own, and is
    /// limited to
    /// 20 a stream. One reader a shard: a second one with the same name takes the subscription over.
    /// </summary>
    public string? ConsumerName { get; init; }

    /// <summary>CBOR or JSON; by default CBOR, and JSON where the endpoint refuses it.</summary>
    public WireCodec Codec { get; init; }

    /// <summary>How fast to put and to poll; by default the limits of a shard.</summary>
    public ShardPace Pace { get; init; } = ShardPace.Kinesis;

    /// <summary>Timeouts and retries of one call.</summary>
    public TransportOptions Transport { get; init; } = new();

    /// <summary>Everything that is wrong, in sentences; empty if nothing is.</summary>
    public IReadOnlyList<string> Validate()
    {
        var problems = new List<string>();
        if (!StreamReference.IsValid(Stream ?? string.Empty))
        {
            problems.Add($"'{Stream}' is not a stream: expected 1 to 128 letters, digits, dots, hyphens or underscores, or an ARN "
                + "(arn:aws:kinesis:REGION:ACCOUNT:stream/NAME).");
        }

        if (ConsumerName is not null && !Consumer().IsMatch(ConsumerName))
        {
            problems.Add($"'{ConsumerName}' is not the name of a consumer: expected 1 to 128 letters, digits, dots, hyphens or underscores.");
        }

        problems.AddRange(Pace.Validate());
        if (Transport.AttemptTimeout <= TimeSpan.Zero || Transport.Budget < Transport.AttemptTimeout || Transport.MaxAttempts < 1)
        {
            problems.Add("The transport needs a positive attempt timeout, a budget that is not shorter, and at least one attempt.");
        }

        return problems;
    }

    [GeneratedRegex("^[a-zA-Z0-9_.-]{1,128}$")]
    private static partial Regex Consumer();
}
