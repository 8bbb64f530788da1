namespace Clickstream.Local.Tests.KinesisApi.Clients;

/// <summary>A record as a client saw it.</summary>
/// <param name="Shard">The name of its shard.</param>
/// <param name="Sequence">Its sequence number.</param>
/// <param name="Key">Its partition key.</param>
/// <param name="Data">Its bytes in base64.</param>
/// <param name="Arrival">When it arrived, in milliseconds since 1970; 0 where a client does not learn it.</param>
internal sealed record ClientRecord(string Shard, string Sequence, string Key, string Data, long Arrival = 0);

/// <summary>What a client did: it put records, split and merged, and read everything.</summary>
/// <param name="Put">The records, as their puts were acknowledged.</param>
/// <param name="Got">The records that GetRecords gave.</param>
/// <param name="Subscribed">The records that SubscribeToShard gave; null if the client cannot subscribe.</param>
/// <param name="Children">The children that GetRecords named at the end of a shard.</param>
internal sealed record ClientRun(
    List<ClientRecord> Put,
    List<ClientRecord> Got,
    List<ClientRecord>? Subscribed,
    Dictionary<string, List<string>> Children);
