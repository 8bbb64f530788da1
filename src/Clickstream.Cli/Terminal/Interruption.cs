using System.Runtime.InteropServices;

namespace Clickstream.Cli.Terminal;

/// <summary>Ctrl-C and SIGTERM in two phases: the first asks to drain, the second to abort.</summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource _drain = new();
    private readonly CancellationTokenSource _abort = new();
    private readonly List<PosixSignalRegistration> _registrations = [];

    /// <summary>Cancelled at the first signal: finish what is under way, then stop.</summary>
    public CancellationToken Drain => _drain.Token;

    /// <summary>Cancelled at the second signal: stop at once.</summary>
    public CancellationToken Abort => _abort.Token;

    /// <summary>Listens to the signals of the process until disposed.</summary>
    public static Interruption OnSignals(TextWriter messages)
    {
        var interruption = new Interruption();
        foreach (var signal in new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM })
        {
            interruption._registrations.Add(PosixSignalRegistration.Create(signal, context =>
            {
                context.Cancel = true;
                messages.WriteLine(interruption.Next());
            }));
        }

        return interruption;
    }

    /// <summary>Goes to the next phase.</summary>
    /// <returns>What to tell the person.</returns>
    public string Next()
    {
        if (!_drain.IsCancellationRequested)
        {
            _drain.Cancel();
            return "Draining; press Ctrl-C again to abort.";
        }

        _abort.Cancel();
        return "Aborting.";
    }

    public void Dispose()
    {
        _registrations.ForEach(registration => registration.Dispose());
        _drain.Dispose();
        _abort.Dispose();
    }
}
