namespace Clickstream.Core.Privacy;

/// <summary>What is stored of the network addresses of visitors.</summary>
public enum AddressPolicy
{
    /// <summary>Addresses are stored as they came; the default.</summary>
    Keep,

    /// <summary>Addresses are cut to their network: IPv4 to /24, IPv6 to /48. What cannot be read as an address is not stored.</summary>
    Truncate,

    /// <summary>Addresses are not stored.</summary>
    Drop,
}
