using System.Security.Cryptography;
using System.Text;

namespace Clickstream.Producer.Collect.Access;

/// <summary>The write keys. A key is looked up in a time that does not depend on it: its SHA-256 is compared with that of every key, wholly.</summary>
internal sealed class KeyTable(IReadOnlyList<WriteKey> keys)
{
    private const int LongestKey = 1024; // Characters; no key of ours is longer, and no more is hashed for a stranger.

    public IReadOnlyList<WriteKey> Keys => keys;

    /// <summary>Finds a key.</summary>
    /// <param name="presented">What the client sent.</param>
    /// <param name="now">The present.</param>
    /// <returns>Null if it is none, or is not valid now.</returns>
    public WriteKey? Find(string presented, DateTimeOffset now)
    {
        if (presented.Length > LongestKey)
        {
            return null;
        }

        Span<byte> fingerprint = stackalloc byte[SHA256.HashSizeInBytes];
        Span<byte> utf8 = stackalloc byte[256];
        var bytes = presented.Length * 3 <= utf8.Length ? utf8[..Encoding.UTF8.GetBytes(presented, utf8)] : Encoding.UTF8.GetBytes(presented);
        SHA256.HashData(bytes, fingerprint);
        WriteKey? found = null;
        foreach (var key in keys)
        {
            if (CryptographicOperations.FixedTimeEquals(key.Fingerprint, fingerprint))
            {
                found = key;
            }
        }

        return found is not null && found.IsValidAt(now) ? found : null;
    }

    /// <summary>Whether a browser may send from an origin with any key: the answer to a preflight, which names none.</summary>
    public bool AnyAllows(string origin) => keys.Any(key => key.Allows(origin));
}
