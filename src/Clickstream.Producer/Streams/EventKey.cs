using System.Security.Cryptography;
using System.Text;
using Clickstream.Core.Events;
using Clickstream.Core.Streams;

namespace Clickstream.Producer.Streams;

/// <summary>The partition key of an event: its visitor, so that a visitor's events keep their order and a duplicate meets its first.</summary>
internal static class EventKey
{
    /// <summary>The user, else the device, else the visit, else the event itself.</summary>
    /// <returns>1 to 256 bytes; a longer one is replaced by its digest, which keeps its events together as well.</returns>
    public static ReadOnlySpan<byte> Of(EventBatch batch, in EventRow row)
    {
        var key = row.UserId.Length > 0 ? batch.Text(row.UserId)
            : row.AnonymousId.Length > 0 ? batch.Text(row.AnonymousId)
            : row.SessionId.Length > 0 ? batch.Text(row.SessionId)
            : batch.Text(row.ClickId);
        return key.Length > StreamLimits.MaxPartitionKeyLength ? Encoding.ASCII.GetBytes(Convert.ToHexStringLower(SHA256.HashData(key))) : key;
    }
}
