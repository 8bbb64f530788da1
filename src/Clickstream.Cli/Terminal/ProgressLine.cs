namespace Clickstream.Cli.Terminal;

/// <summary>Shows how far a long work is: one line that changes on a terminal, a plain line every few seconds elsewhere.</summary>
internal sealed class ProgressLine(string work, TextWriter messages, bool isInteractive, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan OnTerminal = TimeSpan.FromMilliseconds(200); // Fast enough to look alive.
    private static readonly TimeSpan Elsewhere = TimeSpan.FromSeconds(5); // A log should stay readable.

    private readonly Lock _lock = new();
    private long _last;
    private int _width;
    private string? _latest;

    /// <summary>Says how far it is; shown at a bounded rate.</summary>
    public void Report(string state)
    {
        lock (_lock)
        {
            _latest = state;
            var now = time.GetTimestamp();
            if (_last != 0 && time.GetElapsedTime(_last, now) < (isInteractive ? OnTerminal : Elsewhere))
            {
                return;
            }

            _last = now;
            Write(state);
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            if (_latest is not null)
            {
                Write(_latest);
                if (isInteractive)
                {
                    messages.WriteLine();
                }
            }
        }
    }

    private void Write(string state)
    {
        var line = $"{work}: {state}";
        if (isInteractive)
        {
            messages.Write($"\r{line.PadRight(_width)}");
            _width = line.Length;
        }
        else
        {
            messages.WriteLine(line);
        }
    }
}
