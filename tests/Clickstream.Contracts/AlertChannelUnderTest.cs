using Clickstream.Core.Alerts;

namespace Clickstream.Contracts;

/// <summary>A channel made for one test, and its receiving end.</summary>
/// <param name="Channel">Gives alerts away.</param>
/// <param name="ReceiveAsync">All that has arrived, once it is at least so many; repeats included.</param>
/// <param name="TellsRepeats">Whether the channel itself can tell that an alert was given before; else the receiver drops it by its id.</param>
/// <param name="Cleanup">Removes it.</param>
public sealed record AlertChannelUnderTest(
    IAlertChannel Channel, Func<int, Task<IReadOnlyList<Alert>>> ReceiveAsync, bool TellsRepeats, Func<ValueTask> Cleanup) : IAsyncDisposable
{
    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Cleanup();
}
