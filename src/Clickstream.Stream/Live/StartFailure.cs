using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace Clickstream.Stream.Live;

/// <summary>Says in words what keeps the web server from starting.</summary>
internal static class StartFailure
{
    /// <summary>The failure with its remedy; null if it is none that a user can mend.</summary>
    public static LiveServerException? Explain(Exception exception, LiveAddress address)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            LiveServerProblem? problem = cause switch
            {
                AddressInUseException => LiveServerProblem.PortInUse,
                SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse } => LiveServerProblem.PortInUse,
                SocketException { SocketErrorCode: SocketError.AddressNotAvailable } => LiveServerProblem.AddressNotAvailable,
                SocketException { SocketErrorCode: SocketError.AccessDenied } => LiveServerProblem.PermissionDenied,
                _ => null,
            };
            if (problem is { } found)
            {
                return new LiveServerException(found, Text(found, address), exception);
            }
        }

        return null;
    }

    private static string Text(LiveServerProblem problem, LiveAddress address) => problem switch
    {
        LiveServerProblem.PortInUse =>
            $"Port {address.Port} of {address.Address} is in use by another process, so the live page cannot be served there. "
            + "Stop that process, or take another port; port 0 takes a free one.",
        LiveServerProblem.AddressNotAvailable =>
            $"This machine has no address {address.Address}, so the live page cannot be served there. "
            + "Take 127.0.0.1, or an address of this machine.",
        _ => $"The live page may not listen on port {address.Port}. Take a port above 1023.",
    };
}
