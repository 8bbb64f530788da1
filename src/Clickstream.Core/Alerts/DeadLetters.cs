using System.Buffers;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
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

    /// <summary>Reads dead letters.</summary>
    /// <param name="objects">Where they are.</param>
    /// <param name="channel">Of which channel; null for all.</param>
    /// <param name="cancellationToken">Aborts.</param>
    /// <exception cref="ObjectStoreException">They cannot be read, or an object among them holds none.</exception>
    public static async IAsyncEnumerable<DeadLetterBatch> ReadAsync(
        IObjectStore objects, string? channel, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(objects);
        var prefix = channel is null ? LakeLayout.DeadLetters : $"{LakeLayout.DeadLetters}{channel}/";
        await foreach (var found in objects.ListAsync(prefix, cancellationToken).ConfigureAwait(false))
        {
            if (await objects.GetAsync(found.Key, cancellationToken).ConfigureAwait(false) is { } stored)
            {
                yield return new DeadLetterBatch(found.Key, found.Key.Value[LakeLayout.DeadLetters.Length..].Split('/')[0], Parse(found.Key, stored.Content.Span));
            }
        }
    }

    private static List<Alert> Parse(ObjectKey key, ReadOnlySpan<byte> lines)
    {
        var alerts = new List<Alert>();
        try
        {
            foreach (var line in lines.Split((byte)'\n'))
            {
                if (!lines[line].IsEmpty)
                {
                    alerts.Add(AlertJson.Parse(lines[line]));
                }
            }
        }
        catch (JsonException damage)
        {
            throw new ObjectStoreException($"{key} is no object of dead letters. Move it elsewhere.", damage);
        }

        return alerts;
    }
}

/// <summary>An object of dead letters.</summary>
/// <param name="Key">Where it is.</param>
/// <param name="Channel">The channel that did not take them.</param>
/// <param name="Alerts">The alerts; one may be in another object too.</param>
public sealed record DeadLetterBatch(ObjectKey Key, string Channel, IReadOnlyList<Alert> Alerts);
