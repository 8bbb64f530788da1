using Microsoft.Extensions.Logging;

namespace Clickstream.Stream.Live;

/// <summary>
/// The web server's log: warnings and worse, whatever the level of the program. What it says of a request below that names its address, and the address
/// that a provider sends a visitor back to holds a code.
/// </summary>
internal sealed class QuietLogging(ILoggerFactory inner) : ILoggerFactory
{
    public void AddProvider(ILoggerProvider provider) => inner.AddProvider(provider);

    public ILogger CreateLogger(string categoryName) => new Quiet(inner.CreateLogger(categoryName));

    public void Dispose()
    {
        // The factory belongs to who gave it.
    }

    private sealed class Quiet(ILogger inner) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null; // A scope of the web server holds the address of the request.

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning && inner.IsEnabled(logLevel);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                inner.Log(logLevel, eventId, state, exception, formatter);
            }
        }
    }
}
