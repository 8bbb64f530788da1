using Clickstream.Core.Resilience;

namespace Clickstream.Aws.Transport;

/// <summary>How long to wait for a service, and how often to try again.</summary>
public sealed record TransportOptions
{
    /// <summary>The longest that one attempt takes (10 s): 10 MiB at 10 Mbit/s.</summary>
    public TimeSpan AttemptTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The longest that a call takes with all of its attempts (30 s); the caller has a retry of its own above it.</summary>
    public TimeSpan Budget { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Attempts of a call (8): with full jitter they fill the budget.</summary>
    public int MaxAttempts { get; init; } = 8;

    /// <summary>
    /// Attempts on an endpoint that has never answered (3): a wrong region or endpoint is told in seconds, a restart of an emulator is
    /// survived.
    /// </summary>
    public int MaxAttemptsOnSilence { get; init; } = 3;

    /// <summary>Waits between attempts.</summary>
    public FullJitter Backoff { get; init; } = new(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(5));

    /// <summary>Seed of the jitter; processes that fail together must not come back together.</summary>
    public int JitterSeed { get; init; } = Environment.ProcessId;

    /// <summary>
    /// HTTP/2 without TLS on an endpoint that is plain http (prior knowledge); else HTTP/1.1 is spoken there. HTTPS negotiates.
    /// </summary>
    public bool UseHttp2WithoutTls { get; init; }
}
