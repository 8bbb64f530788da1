using System.Buffers;
using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;

namespace Clickstream.Core.Enrichment.Urls;

/// <summary>What becomes of a query parameter.</summary>
public enum UrlParameterRule
{
    /// <summary>It stays.</summary>
    Keep,

    /// <summary>Name and value are left out.</summary>
    Drop,

    /// <summary>The name stays, and the value becomes 16 hexadecimal digits of an HMAC of it (SHA-256).</summary>
    Hash,
}

/// <summary>
/// Leaves query parameters out of addresses, or hashes their values. It looks at bytes and not at the form of an address, so it serves for text that holds
/// addresses too: a parameter is a name behind <c>?</c>, <c>&amp;</c>, <c>#</c> or <c>;</c> with an equals sign behind it, and its value ends where the next
/// begins, or at a quote or white space. Safe for concurrent use.
/// </summary>
public sealed class UrlParameters
{
    /// <summary>Characters of a name that is looked at.</summary>
    public const int LongestName = 64;

    private const int HashDigits = 16;

    private static readonly SearchValues<byte> Begins = SearchValues.Create("?&#;\\"u8);
    private static readonly SearchValues<byte> Ends = SearchValues.Create("&#\\\"'<>` \t\r\n"u8);
    private static readonly SearchValues<byte> EndsBeforeQuery = SearchValues.Create("&#\\\"'<>` \t\r\n?;/"u8); // Of ;jsessionid=… within a path.

    private readonly FrozenDictionary<string, UrlParameterRule> _rules;
    private readonly FrozenDictionary<string, UrlParameterRule>.AlternateLookup<ReadOnlySpan<char>> _byName;
    private readonly UrlParameterRule _others;
    private readonly byte[] _key;

    /// <summary>Makes the rules.</summary>
    /// <param name="rules">Rules by name, without regard to case; <c>*</c> is for all others.</param>
    /// <param name="key">The key of hashes; needed if a rule hashes, since without one a value can be guessed.</param>
    /// <exception cref="ArgumentException">There is no key to hash with.</exception>
    public UrlParameters(IReadOnlyDictionary<string, UrlParameterRule> rules, ReadOnlySpan<byte> key)
    {
        ArgumentNullException.ThrowIfNull(rules);
        if (key.IsEmpty && rules.Values.Contains(UrlParameterRule.Hash))
        {
            throw new ArgumentException("A key is needed to hash with.", nameof(key));
        }

        _rules = rules.Where(rule => rule.Key != "*").ToFrozenDictionary(rule => rule.Key.ToLowerInvariant(), rule => rule.Value, StringComparer.Ordinal);
        _byName = _rules.GetAlternateLookup<ReadOnlySpan<char>>();
        _others = rules.GetValueOrDefault("*");
        _key = key.ToArray();
    }

    /// <summary>Copies a text with the parameters cleaned.</summary>
    /// <param name="text">Any bytes.</param>
    /// <param name="to">Gets the text; not used if nothing was found.</param>
    /// <returns>How many parameters were dropped or hashed.</returns>
    public int Clean(ReadOnlySpan<byte> text, IBufferWriter<byte> to)
    {
        ArgumentNullException.ThrowIfNull(to);
        var (found, copied, at, sign) = (0, 0, 0, -1);
        while (text[at..].IndexOfAny(Begins) is >= 0 and var next)
        {
            var begin = at + next;
            at = begin + BeginLength(text[begin..]);
            var isNext = sign >= 0 && begin == copied && IsAmpersand(text[begin..]);
            sign = isNext ? sign : -1;
            var name = LengthOfName(text[at..]);
            var rule = name < 0 ? UrlParameterRule.Keep : RuleOf(text.Slice(at, name));
            if (rule != UrlParameterRule.Drop && isNext)
            {
                to.Write(text.Slice(sign, 1)); // The first that stays takes the question mark of the first that went.
                (copied, sign) = (at, -1);
            }

            if (rule == UrlParameterRule.Keep)
            {
                continue;
            }

            found++;
            var value = at + name + 1;
            var length = text[value..].IndexOfAny(text[begin] == ';' ? EndsBeforeQuery : Ends);
            at = length < 0 ? text.Length : value + length;
            if (rule == UrlParameterRule.Hash)
            {
                to.Write(text[copied..value]);
                WriteHash(text[value..at], to);
            }
            else
            {
                to.Write(text[copied..begin]);
                sign = text[begin] is (byte)'?' or (byte)'#' ? begin : sign;
            }

            copied = at;
        }

        if (found > 0)
        {
            to.Write(text[copied..]);
        }

        return found;
    }

    private static bool IsAmpersand(ReadOnlySpan<byte> text) => text[0] == '&' || BeginLength(text) > 1;

    // JSON may write an ampersand as an escape (u0026), and HTML as &amp;.
    private static int BeginLength(ReadOnlySpan<byte> text) =>
        text.StartsWith("\\u0026"u8) ? 6 : text.StartsWith("&amp;"u8) ? 5 : 1;

    // -1 if it is no name with an equals sign behind it.
    private static int LengthOfName(ReadOnlySpan<byte> text)
    {
        for (var i = 0; i < text.Length && i <= LongestName; i++)
        {
            if (text[i] == '=')
            {
                return i == 0 ? -1 : i;
            }

            if (!char.IsAsciiLetterOrDigit((char)text[i]) && text[i] is not ((byte)'_' or (byte)'-' or (byte)'.' or (byte)'%' or (byte)'[' or (byte)']' or (byte)'$' or (byte)'~' or (byte)':'))
            {
                return -1;
            }
        }

        return -1;
    }

    private UrlParameterRule RuleOf(ReadOnlySpan<byte> name)
    {
        Span<byte> plain = stackalloc byte[LongestName];
        var length = PercentText.Decode(name, plain, plusIsSpace: true);
        Span<char> letters = stackalloc char[LongestName];
        Encoding.Latin1.GetChars(plain[..length], letters);
        Span<char> lower = stackalloc char[LongestName];
        ((ReadOnlySpan<char>)letters[..length]).ToLowerInvariant(lower);
        ReadOnlySpan<char> key = lower[..length];
        if (_byName.TryGetValue(key, out var rule))
        {
            return rule;
        }

        // email[] and user[email] are fields of forms.
        var bracket = key.IndexOf('[');
        return bracket > 0 && _byName.TryGetValue(key[..bracket], out rule) ? rule : _others;
    }

    private void WriteHash(ReadOnlySpan<byte> value, IBufferWriter<byte> to)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_key, value, hash);
        Convert.TryToHexStringLower(hash[..(HashDigits / 2)], to.GetSpan(HashDigits), out var written);
        to.Advance(written);
    }
}
