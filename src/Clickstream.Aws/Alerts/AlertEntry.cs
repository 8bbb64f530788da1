namespace Clickstream.Aws.Alerts;

/// <summary>An alert as a channel sends it.</summary>
/// <param name="AlertId">The alert's id.</param>
/// <param name="Bytes">Its size as the service counts it.</param>
/// <param name="Payload">The entry of the call.</param>
internal sealed record AlertEntry<T>(string AlertId, int Bytes, T Payload);
