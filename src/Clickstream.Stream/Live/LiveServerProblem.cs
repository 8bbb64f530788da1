namespace Clickstream.Stream.Live;

/// <summary>Why the live page cannot be served.</summary>
public enum LiveServerProblem
{
    /// <summary>The options contradict each other, or a token is missing.</summary>
    InvalidOptions,

    /// <summary>Another process listens on the port.</summary>
    PortInUse,

    /// <summary>This machine has no such address.</summary>
    AddressNotAvailable,

    /// <summary>The user may not listen on the port (below 1024 on most systems).</summary>
    PermissionDenied,
}
