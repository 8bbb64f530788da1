using System.Diagnostics.CodeAnalysis;

namespace Clickstream.Lambda.Runtime;

/// <summary>Takes events and answers them, one after the other.</summary>
internal static class RuntimeLoop
{
    /// <summary>Runs until cancelled, or until the Runtime API is gone.</summary>
    public static async Task RunAsync(
        RuntimeApi runtime, IInvocationHandler handler, FunctionLog log, TimeProvider time, CancellationToken cancellationToken)
    {
        while (true)
        {
            var invocation = await runtime.NextAsync(cancellationToken).ConfigureAwait(false);
            log.RequestId = invocation.RequestId;
            // The deadline is not a cancellation: what is under way is worth more finished than aborted, and Lambda ends the process in any case.
            var (response, failure) = await HandleAsync(handler, invocation, cancellationToken).ConfigureAwait(false);
            if (failure is null)
            {
                await runtime.RespondAsync(invocation.RequestId, response!, cancellationToken).ConfigureAwait(false);
                continue;
            }

            var known = failure as InvocationException;
            log.Error(known?.Message ?? failure.ToString());
            var late = time.GetUtcNow() > invocation.Deadline ? " (after its deadline)" : string.Empty;
            await runtime.FailAsync(invocation.RequestId, known?.Kind ?? failure.GetType().Name, failure.Message + late, cancellationToken)
                .ConfigureAwait(false);
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever a handler throws is the answer to its event; the process goes on with the next one.")]
    private static async Task<(byte[]? Response, Exception? Failure)> HandleAsync(
        IInvocationHandler handler, Invocation invocation, CancellationToken cancellationToken)
    {
        try
        {
            return (await handler.HandleAsync(invocation, cancellationToken).ConfigureAwait(false), null);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            return (null, failure);
        }
    }
}
