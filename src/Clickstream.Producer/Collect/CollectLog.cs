using Microsoft.Extensions.Logging;

namespace Clickstream.Producer.Collect;

/// <summary>What the collector says; ids 5000 to 5099. Never a key, an address or an event.</summary>
internal static partial class CollectLog
{
    [LoggerMessage(5000, LogLevel.Warning, "The stream takes nothing; attempt {Failures}, {Waiting} events wait in the spool, next in {Wait}")]
    public static partial void StreamFailed(ILogger logger, int failures, long waiting, TimeSpan wait, Exception cause);

    [LoggerMessage(5001, LogLevel.Information, "The stream takes events again; {Waiting} wait in the spool")]
    public static partial void StreamIsBack(ILogger logger, long waiting);

    [LoggerMessage(5002, LogLevel.Warning, "The ledger could not be saved; it is saved again within seconds, or at the next start")]
    public static partial void LedgerFailed(ILogger logger, Exception cause);

    [LoggerMessage(5003, LogLevel.Information, "The file of write keys has changed: {Keys} keys are in force")]
    public static partial void KeysRead(ILogger logger, int keys);

    [LoggerMessage(5004, LogLevel.Warning, "The file of write keys has changed and cannot be used; the keys of before stay in force")]
    public static partial void KeysStay(ILogger logger, Exception cause);

    [LoggerMessage(5005, LogLevel.Warning, "The disk of the spool took nothing; events are refused until it does")]
    public static partial void SpoolFailed(ILogger logger, Exception cause);

    [LoggerMessage(5006, LogLevel.Information, "A write that was cut off left {Bytes} bytes at the end of the spool; nobody was answered for them")]
    public static partial void TornEnd(ILogger logger, long bytes);

    [LoggerMessage(5007, LogLevel.Error, "The spool is damaged in {Segment} at {Offset}: {Lost} events are lost; the file will be set aside. {Reason}")]
    public static partial void Damaged(ILogger logger, string segment, long offset, long lost, string reason);

    [LoggerMessage(5008, LogLevel.Error, "A request failed; this is a defect of the program")]
    public static partial void RequestFailed(ILogger logger, Exception cause);
}
