namespace Clickstream.Core.Engagement;

/// <summary>How settled the result of a minute is.</summary>
public enum MinuteState
{
    /// <summary>The minute is still open; more is expected.</summary>
    Early,

    /// <summary>The watermark has passed the minute, or nothing more came for the idle time-out.</summary>
    Final,

    /// <summary>It was final before and changed because of a late event.</summary>
    Restated,
}
