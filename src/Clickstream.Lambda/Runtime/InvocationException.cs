namespace Clickstream.Lambda.Runtime;

/// <summary>An invocation failed; Lambda tries again as the function is configured. The message holds no personal data.</summary>
/// <param name="kind">The type of the error, as Lambda shows it.</param>
/// <param name="message">What is wrong, and what to do.</param>
/// <param name="innerException">The cause.</param>
internal sealed class InvocationException(string kind, string message, Exception? innerException = null) : Exception(message, innerException)
{
    /// <summary>The event has a shape that no handler knows; it is no use to try again.</summary>
    public const string UnknownEvent = "Clickstream.UnknownEvent";

    /// <summary>A service that is needed did not do its part; a retry goes on.</summary>
    public const string ServiceFault = "Clickstream.ServiceFault";

    /// <summary>Another claimant holds alerts of this event; a retry looks again.</summary>
    public const string ClaimsHeld = "Clickstream.ClaimsHeld";

    /// <summary>The type of the error.</summary>
    public string Kind => kind;
}
