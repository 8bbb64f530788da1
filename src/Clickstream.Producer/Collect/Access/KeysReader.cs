using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Clickstream.Producer.Collect.Access;

/// <summary>Reads the file of write keys, and names everything that is wrong in it; never a key.</summary>
internal static class KeysReader
{
    private const int ShortestKey = 16;
    private const int LongestKey = 256;
    private const int DefaultBurstSeconds = 10;

    /// <summary>Reads the file.</summary>
    /// <param name="json">Its content.</param>
    /// <param name="previous">Keys that are in force: their rates are taken over, so reading the file again gives nobody a new burst.</param>
    /// <param name="time">The clock of the rates.</param>
    /// <exception cref="CollectException">Something is wrong; the message lists all of it.</exception>
    public static KeyTable Read(ReadOnlySpan<byte> json, KeyTable? previous, TimeProvider time)
    {
        KeysDocument document;
        try
        {
            document = JsonSerializer.Deserialize(json, KeysJson.Default.KeysDocument) ?? throw new JsonException("The document is null.");
        }
        catch (JsonException fault)
        {
            // Its message may quote what it could not read, and that may be a key.
            throw new CollectException(
                $"The file of write keys cannot be read: line {fault.LineNumber + 1}, {fault.Path ?? "$"}. docs/collect.md shows what belongs into it.");
        }

        var problems = new List<string>();
        var keys = document.Keys.Select((entry, i) => Key(entry, i, previous, time, problems)).OfType<WriteKey>().ToList();
        if (document.Keys.Count == 0)
        {
            problems.Add("There is no key in the file of write keys.");
        }

        if (keys.DistinctBy(key => Convert.ToHexString(key.Fingerprint)).Count() < keys.Count)
        {
            problems.Add("A write key is listed twice.");
        }

        return problems.Count == 0 ? new KeyTable(keys) : throw new CollectException(string.Join(Environment.NewLine, problems));
    }

    private static WriteKey? Key(KeyEntry entry, int number, KeyTable? previous, TimeProvider time, List<string> problems)
    {
        var before = problems.Count;
        var what = $"keys[{number}] ('{entry.Name}')";
        if (string.IsNullOrWhiteSpace(entry.Name))
        {
            problems.Add($"keys[{number}] has no name.");
        }

        if (entry.NotBefore >= entry.NotAfter)
        {
            problems.Add($"{what} is never valid: not_after is not behind not_before.");
        }

        if (entry.EventsPerSecond is <= 0 || entry.Burst is <= 0 || (entry.Burst is not null && entry.EventsPerSecond is null))
        {
            problems.Add($"{what}: events_per_second and burst must be above zero, and burst goes with events_per_second.");
        }

        foreach (var origin in entry.Origins ?? [])
        {
            if (!Uri.TryCreate(origin, UriKind.Absolute, out var uri) || uri.GetLeftPart(UriPartial.Authority) != origin)
            {
                problems.Add($"{what}: '{origin}' is no origin. Write scheme and host, and the port if it is not the usual one: https://shop.example.");
            }
        }

        var fingerprint = Fingerprint(entry, what, problems);
        return problems.Count > before ? null : new WriteKey
        {
            Name = entry.Name,
            Fingerprint = fingerprint!,
            NotBefore = entry.NotBefore ?? DateTimeOffset.MinValue,
            NotAfter = entry.NotAfter ?? DateTimeOffset.MaxValue,
            Origins = new HashSet<string>(entry.Origins ?? [], StringComparer.OrdinalIgnoreCase),
            IsServer = entry.Server,
            Rate = Rate(entry, fingerprint!, previous, time),
        };
    }

    private static byte[]? Fingerprint(KeyEntry entry, string what, List<string> problems)
    {
        if ((entry.Key is null) == (entry.KeySha256 is null))
        {
            problems.Add($"{what} needs either 'key' or 'key_sha256'.");
            return null;
        }

        if (entry.KeySha256 is { } digits)
        {
            if (digits.Length == SHA256.HashSizeInBytes * 2 && digits.All(char.IsAsciiHexDigit))
            {
                return Convert.FromHexString(digits);
            }

            problems.Add($"{what}: key_sha256 must be 64 hexadecimal digits, as 'printf %s KEY | sha256sum' prints.");
            return null;
        }

        if (entry.Key!.Length is < ShortestKey or > LongestKey || entry.Key.Any(letter => letter is <= ' ' or > '~' or ':'))
        {
            problems.Add($"{what}: a key has {ShortestKey} to {LongestKey} visible ASCII characters without ':'. Take a random one, as from 'openssl rand -hex 16'.");
            return null;
        }

        return SHA256.HashData(Encoding.UTF8.GetBytes(entry.Key));
    }

    private static RateLimit? Rate(KeyEntry entry, byte[] fingerprint, KeyTable? previous, TimeProvider time)
    {
        if (entry.EventsPerSecond is not { } rate)
        {
            return null;
        }

        var burst = entry.Burst ?? (int)Math.Clamp(rate * DefaultBurstSeconds, 1, int.MaxValue);
        var known = previous?.Keys.FirstOrDefault(key => key.Fingerprint.AsSpan().SequenceEqual(fingerprint))?.Rate;
        return known is not null && known.IsOf(rate, burst) ? known : new RateLimit(rate, burst, time);
    }
}
