using Microsoft.Extensions.Logging;

namespace Clickstream.Stream.Live;

/// <summary>What the live page logs; ids 2400 to 2499.</summary>
internal static partial class LiveLog
{
    [LoggerMessage(2400, LogLevel.Warning, "The live page cannot read what is stored; it tries again in a few seconds")]
    public static partial void CannotReadStored(ILogger logger, Exception exception);
}
