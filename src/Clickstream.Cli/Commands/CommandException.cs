namespace Clickstream.Cli.Commands;

/// <summary>A command cannot go on; the message says why and what to do.</summary>
internal sealed class CommandException(string message) : Exception(message);
