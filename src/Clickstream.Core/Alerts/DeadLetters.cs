using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Clickstream.Core.Lake;
using Clickstream.Core.Objects;
using Clickstream.Core.Time;

namespace Clickstream.Core.Alerts;

/// <summary>
/// Alerts that a channel did not take, kept as JSON lines. The object is named after the ids in it, so writing the same batch again changes nothing;
/// a reader takes each id once, since a crash can put an alert into two batches.
/// </summary>
public static class DeadLetters
{
    /// <summary>Writes alerts of one channel. May be retried.</summary>
    /// <returns>Where they are.</returns>
    public static async Task<ObjectKey> WriteAsync(
        IObjectStore objects, string channel, IReadOnlyList<Alert> alerts, CancellationToken cancellationToken)
    {
        var content = new ArrayBufferWriter<byte>();
        using var ids = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var alert in alerts)
        {
            content.Write(AlertJson.Serialize(alert));
            content.Write("\n"u8);
            ids.AppendData(Encoding.UTF8.GetBytes(alert.Id));
            ids.AppendData("\n"u8);
        }

        var name = Convert.ToHexStringLower(ids.GetHashAndReset().AsSpan(0, 16));
        var key = new ObjectKey($"{LakeLayout.DeadLetters}{channel}/{EventTime.From(alerts[0].EventTime).Hour.Path}/{name}.json");
        await objects.PutAsync(key, content.WrittenMemory, cancellationToken).ConfigureAwait(false);
        return key;
    }
}
