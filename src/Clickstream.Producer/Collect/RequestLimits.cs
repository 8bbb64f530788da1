namespace Clickstream.Producer.Collect;

/// <summary>What one client, and all of them together, may ask of the collector.</summary>
public sealed record RequestLimits
{
    /// <summary>Bytes of a body as it comes (4 MiB): eight times what Segment's largest batch has.</summary>
    public int MaxBodyBytes { get; init; } = 4 << 20;

    /// <summary>Bytes of a body when it is decompressed (16 MiB): JSON shrinks to a tenth or so, and more than that is a bomb.</summary>
    public int MaxInflatedBytes { get; init; } = 16 << 20;

    /// <summary>Bytes of all bodies that are being received at one time (128 MiB); beyond, requests are told to come again.</summary>
    public long MaxBufferedBytes { get; init; } = 128L << 20;

    /// <summary>Connections at one time (20,000). One costs a few KB while it is idle.</summary>
    public int MaxConnections { get; init; } = 20_000;

    /// <summary>How long a connection may be idle (60 s), which is what load balancers do.</summary>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long the headers of a request may take (10 s).</summary>
    public TimeSpan HeadersTimeout { get; init; } = TimeSpan.FromSeconds(10);

    internal IEnumerable<string> Problems()
    {
        if (MaxBodyBytes < 1 || MaxInflatedBytes < MaxBodyBytes || MaxBufferedBytes < MaxBodyBytes || MaxConnections < 1)
        {
            yield return "The limits of bodies must be above zero, and those of decompressed and of all bodies not below that of one body.";
        }

        if (KeepAlive <= TimeSpan.Zero || HeadersTimeout <= TimeSpan.Zero)
        {
            yield return "The time-outs of connections must be greater than zero.";
        }
    }
}
