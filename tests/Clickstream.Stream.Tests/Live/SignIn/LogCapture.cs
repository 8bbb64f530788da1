using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Clickstream.Stream.Tests.Live.SignIn;

/// <summary>Keeps all that is logged, from the lowest level on, with scopes' states and exceptions.</summary>
internal sealed class LogCapture : ILoggerProvider
{
    private readonly ConcurrentQueue<string> _lines = new();

    public LogCapture() => Factory = LoggerFactory.Create(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(this));

    public ILoggerFactory Factory { get; }

    public string Text => string.Join('\n', _lines);

    public ILogger CreateLogger(string categoryName) => new Line(this, categoryName);

    public void Dispose()
    {
        // The factory disposes its providers, and the test the factory.
    }

    private sealed class Line(LogCapture to, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            to._lines.Enqueue($"{category} scope {state}");
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            to._lines.Enqueue($"{category} {logLevel} {formatter(state, exception)} {exception}");
    }
}
