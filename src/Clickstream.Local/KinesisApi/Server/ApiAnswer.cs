using Clickstream.Local.KinesisApi.Wire;

namespace Clickstream.Local.KinesisApi.Server;

/// <summary>What a call gives.</summary>
/// <param name="write">Writes the members; null for an answer without a body.</param>
/// <param name="page">What the answer is written from, when it may be large; it is written without a copy and then disposed.</param>
internal sealed class ApiAnswer(Action<WireWriter>? write, IDisposable? page = null) : IDisposable
{
    /// <summary>An answer without a body.</summary>
    public static ApiAnswer Empty { get; } = new(null);

    public Action<WireWriter>? Write { get; } = write;

    public bool IsPage => page is not null;

    public void Dispose() => page?.Dispose();
}
