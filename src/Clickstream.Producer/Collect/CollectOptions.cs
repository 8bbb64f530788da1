using System.Net;
using Clickstream.Core.Enrichment;
using Clickstream.Core.Formats;
using Clickstream.Core.Formats.Segment;
using Clickstream.Core.Formats.Snowplow;
using Clickstream.Producer.Collect.Access;
using Clickstream.Producer.Collect.Browser;
using Clickstream.Producer.Collect.Events;
using Clickstream.Producer.Collect.Http;
using Clickstream.Producer.Collect.Spool;
using Clickstream.Producer.Streams;

namespace Clickstream.Producer.Collect;

/// <summary>How events are collected.</summary>
public sealed record CollectOptions
{
    /// <summary>The port when none is given.</summary>
    public const int DefaultPort = 5081;

    /// <summary>The members of a key in the file of write keys.</summary>
    public static IReadOnlyList<string> KeyMembers { get; } = [.. KeysJson.Default.KeyEntry.Properties.Select(member => member.Name)];

    /// <summary>Where it listens. Default: this machine only.</summary>
    public IPEndPoint Address { get; init; } = new(IPAddress.Loopback, DefaultPort);

    /// <summary>The folder of the spool.</summary>
    public required string SpoolFolder { get; init; }

    /// <summary>The file of write keys; null takes events from everybody, which is possible on loopback only.</summary>
    public string? KeysFile { get; init; }

    /// <summary>The proxies whose <c>X-Forwarded-For</c> is believed; from others it is ignored.</summary>
    public IReadOnlyList<IPNetwork> TrustedProxies { get; init; } = [];

    /// <summary>What is done with the events of visitors who ask not to be tracked.</summary>
    public PrivacyOptions Privacy { get; init; } = new();

    /// <summary>From which rate on a visitor is a bot (<c>is_bot</c>, <c>bot_reason: rate</c>); null judges nobody.</summary>
    public VisitRateOptions? VisitRate { get; init; }

    /// <summary>What a request may be.</summary>
    public RequestLimits Limits { get; init; } = new();

    /// <summary>How large the spool may become.</summary>
    public SpoolOptions Spool { get; init; } = new();

    /// <summary>How records are put.</summary>
    public StreamProducerOptions Producer { get; init; } = new();

    /// <summary>Formats beside our own JSON and the pixel.</summary>
    public IReadOnlyList<ICollectFormat> Formats { get; init; } = [new SegmentFormat(), new SnowplowFormat()];

    /// <summary>Files that are served, such as the script for pages.</summary>
    public IReadOnlyList<CollectAsset> Assets { get; init; } = [BrowserScript.Asset];

    /// <summary>Renders the page of metrics; null serves none.</summary>
    public Func<string>? RenderMetrics { get; init; }

    /// <summary>The media type of the page of metrics.</summary>
    public string MetricsContentType { get; init; } = "text/plain; charset=utf-8";

    /// <summary>How long the end waits for the stream to take what is in the spool; what is left is put by the next start.</summary>
    public TimeSpan DrainPatience { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>What is wrong with these options, all of it at once; empty if nothing is.</summary>
    public IReadOnlyList<string> Problems()
    {
        List<string> problems = [.. Spool.Problems(), .. Limits.Problems(), .. VisitRate?.Validate() ?? []];
        if (!IPAddress.IsLoopback(Address.Address) && KeysFile is null)
        {
            problems.Add(
                $"Other machines can reach the collector at {Address.Address}, so it needs write keys: give a file with --keys, or listen on 127.0.0.1.");
        }

        if (DrainPatience < TimeSpan.Zero)
        {
            problems.Add("The patience of the end must not be negative.");
        }

        return problems;
    }
}
