using Microsoft.Extensions.Logging;

namespace Clickstream.Cli.Terminal;

/// <summary>The log as plain lines among the messages: time, level, text. The framework's console logger would write to stdout, which is for results.</summary>
internal sealed class TerminalLog(CommandTerminal terminal) : ILoggerProvider
{
    public ILogger CreateLogger(string categoryName) => new Lines(terminal);

    public void Dispose()
    {
        // The terminal outlives the log.
    }

    private sealed class Lines(CommandTerminal terminal) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var cause = exception is null ? string.Empty : $": {exception.Message}";
            var text = $"{terminal.Time.GetUtcNow():HH:mm:ss.fff} {logLevel.ToString().ToLowerInvariant()} {formatter(state, exception)}{cause}";
            lock (terminal)
            {
                terminal.Messages.WriteLine(text);
            }
        }
    }
}
