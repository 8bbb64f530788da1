namespace Clickstream.Cli.Commands;

/// <summary>The values of the options are wrong; the message names all that is and what is expected.</summary>
internal sealed class UsageException(string message) : Exception(message);
