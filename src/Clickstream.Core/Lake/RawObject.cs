using System.Buffers.Text;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Clickstream.Core.Objects;
using Clickstream.Core.Time;

namespace Clickstream.Core.Lake;

/// <summary>A raw object, found under a folder that names its hour.</summary>
/// <param name="Key">Its name.</param>
/// <param name="Hour">The hour of its folder.</param>
/// <param name="Size">Its bytes, compressed as it is.</param>
/// <param name="Modified">When it was put.</param>
public sealed record RawObject(ObjectKey Key, Hour Hour, long Size, DateTimeOffset Modified)
{
    private const int HourSegments = 4;

    /// <summary>Names the object in origins: the first 64 bits of SHA-256 of its key.</summary>
    public string Source => Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(Key.Value)).AsSpan(0, sizeof(ulong)));

    /// <summary>
    /// Names the object with this content: the first 64 bits of SHA-256 of key, size and time, so one that was replaced is another.
    /// </summary>
    public string Identity => Base64Url.EncodeToString(
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Key.Value}\n{Size}\n{Modified.UtcTicks}"))).AsSpan(0, sizeof(ulong)));

    /// <inheritdoc cref="FindAsync(IObjectStore, string, Action{ObjectKey}, CancellationToken)"/>
    public static IAsyncEnumerable<RawObject> FindAsync(IObjectStore store, string prefix, CancellationToken cancellationToken) =>
        FindAsync(store, prefix, static _ => { }, cancellationToken);

    /// <summary>
    /// Finds the raw objects: <c>…/YYYY/MM/DD/HH/NAME.json[.gz]</c> and <c>…/year=YYYY/month=MM/day=DD/hour=HH/NAME.json[.gz]</c>, whatever
    /// is before it.
    /// </summary>
    /// <param name="store">Where they are.</param>
    /// <param name="prefix">What their keys begin with.</param>
    /// <param name="passOver">Is told of objects that are none, but not of hidden ones, whose name begins with a dot or an underscore.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ObjectStoreException">The store cannot be listed.</exception>
    public static async IAsyncEnumerable<RawObject> FindAsync(
        IObjectStore store, string prefix, Action<ObjectKey> passOver, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(passOver);
        await foreach (var info in store.ListAsync(prefix, cancellationToken).ConfigureAwait(false))
        {
            if (HourOf(info.Key) is { } hour)
            {
                yield return new RawObject(info.Key, hour, info.Size, info.LastModified);
            }
            else if (info.Key.Name is not ['.' or '_', ..])
            {
                passOver(info.Key);
            }
        }
    }

    private static Hour? HourOf(ObjectKey key)
    {
        var isInput = key.Value.EndsWith(".json", StringComparison.Ordinal) || key.Value.EndsWith(".json.gz", StringComparison.Ordinal);
        var segments = key.Value.Split('/');
        return isInput && segments.Length > HourSegments && Hour.TryParse(string.Join('/', segments[^(HourSegments + 1)..^1]), out var hour)
            ? hour
            : null;
    }
}
