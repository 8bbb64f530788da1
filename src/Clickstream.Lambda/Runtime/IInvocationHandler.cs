namespace Clickstream.Lambda.Runtime;

/// <summary>Handles the events of a function.</summary>
internal interface IInvocationHandler
{
    /// <summary>Handles one event.</summary>
    /// <returns>The response's JSON.</returns>
    /// <exception cref="InvocationException">It cannot be handled, or not now; the message says why.</exception>
    Task<byte[]> HandleAsync(Invocation invocation, CancellationToken cancellationToken);
}
