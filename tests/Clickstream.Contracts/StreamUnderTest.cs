using Clickstream.Core.Streams;

namespace Clickstream.Contracts;

/// <summary>A stream made for one test.</summary>
/// <param name="Stream">Puts and reads.</param>
/// <param name="Administration">Splits and merges.</param>
/// <param name="Cleanup">Removes it.</param>
public sealed record StreamUnderTest(IEventStream Stream, IStreamAdministration Administration, Func<ValueTask> Cleanup) : IAsyncDisposable
{
    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Cleanup();
}
