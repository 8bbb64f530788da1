using Clickstream.Core.Delivery;

namespace Clickstream.Contracts;

/// <summary>A delivery made for one test, and the lake that it delivers into.</summary>
/// <param name="Delivery">Delivers.</param>
/// <param name="LinesAsync">All lines of all objects whose key begins so, one entry for each time that a line is there.</param>
/// <param name="Cleanup">Removes it.</param>
public sealed record DeliveryUnderTest(
    IMicroBatchDelivery Delivery, Func<string, Task<IReadOnlyList<string>>> LinesAsync, Func<ValueTask> Cleanup) : IAsyncDisposable
{
    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Cleanup();
}
