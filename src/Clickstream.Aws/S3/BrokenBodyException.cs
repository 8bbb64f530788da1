namespace Clickstream.Aws.S3;

/// <summary>An object began to arrive and did not arrive whole, or not as it was stored.</summary>
internal sealed class BrokenBodyException(Exception cause) : IOException($"The answer broke off: {cause.Message}", cause);
