namespace Clickstream.Cli.Terminal;

/// <summary>Progress that is told at once, on the thread that makes it; the framework's own class would tell it later and out of order.</summary>
internal sealed class Reporter<T>(Action<T> tell) : IProgress<T>
{
    private readonly Lock _lock = new();

    public void Report(T value)
    {
        lock (_lock)
        {
            tell(value);
        }
    }
}
