using Microsoft.Extensions.Logging;

namespace Clickstream.Stream.Alerts;

/// <summary>What alert dispatch says; ids 2300 to 2399. Orders and users are personal data and are not logged.</summary>
internal static partial class AlertLog
{
    [LoggerMessage(2300, LogLevel.Warning, "Alert channel {Channel} did not take {Count} alerts; next attempt in {Wait}")]
    public static partial void Failed(ILogger logger, string channel, int count, TimeSpan wait, Exception cause);

    [LoggerMessage(2301, LogLevel.Error, "Alert channel {Channel}: {Count} alerts became dead letters in {Key}")]
    public static partial void DeadLettered(ILogger logger, string channel, int count, string key);

    [LoggerMessage(2302, LogLevel.Information, "Alert channel {Channel} takes alerts again")]
    public static partial void Recovered(ILogger logger, string channel);

    [LoggerMessage(2304, LogLevel.Warning, "{Count} alerts of minutes could not be claimed or stored, and are tried again")]
    public static partial void MinutesWait(ILogger logger, int count, Exception cause);

    [LoggerMessage(2303, LogLevel.Error, "Alert channel {Channel} did not take {Count} alerts, and is not asked again for now")]
    public static partial void GaveUp(ILogger logger, string channel, int count, Exception cause);
}
