using Microsoft.Extensions.Logging;

namespace Clickstream.Stream.Live;

/// <summary>What the live page logs; ids 2400 to 2499.</summary>
internal static partial class LiveLog
{
    [LoggerMessage(2400, LogLevel.Warning, "The live page cannot read what is stored; it tries again in a few seconds")]
    public static partial void CannotReadStored(ILogger logger, Exception exception);

    [LoggerMessage(2401, LogLevel.Information, "A replay of the quarantine begins from the live page: {Reason}, {Hour}, asked for by {Name}")]
    public static partial void ReplayBegins(ILogger logger, string reason, string hour, string name);

    [LoggerMessage(2402, LogLevel.Warning, "A replay of the quarantine that was asked for on the live page stopped")]
    public static partial void ReplayFailed(ILogger logger, Exception exception);
}
