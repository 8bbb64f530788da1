namespace Clickstream.Core.Alerts;

/// <summary>A channel did not take alerts, and knows more than that: whether it is any use to try again, and when. The message holds no secrets.</summary>
public sealed class AlertDeliveryException : IOException
{
    /// <summary>Creates the exception.</summary>
    public AlertDeliveryException(string message, bool isTransient, TimeSpan? retryAfter = null, Exception? innerException = null)
        : base(message, innerException) => (IsTransient, RetryAfter) = (isTransient, retryAfter);

    /// <summary>Whether the same alerts may be taken later.</summary>
    public bool IsTransient { get; }

    /// <summary>How long the receiver asked to wait; null if it did not say.</summary>
    public TimeSpan? RetryAfter { get; }
}
