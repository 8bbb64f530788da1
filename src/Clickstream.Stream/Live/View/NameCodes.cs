using Clickstream.Core.Engagement;

namespace Clickstream.Stream.Live.View;

/// <summary>
/// Numbers for the names of types, devices, countries and currencies, so that a cell takes bytes and not texts. Names are added by one thread at a
/// time; reading is safe beside it.
/// </summary>
internal sealed class NameCodes
{
    /// <summary>The number of the type that makes revenue.</summary>
    public const int Purchase = 1;

    private const int MaxNames = 10_000; // Each minute is bounded, but a month of invented names is not; what is beyond counts as "other".

    private readonly Dictionary<string, int> _codes = new(StringComparer.Ordinal) { [EngagementCell.Other] = 0, ["purchase"] = Purchase };
    private volatile string[] _names = [EngagementCell.Other, "purchase"];

    /// <summary>The names by number; a snapshot that holds every number given so far.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>The number of a name, new if it was not known.</summary>
    public int CodeOf(string name)
    {
        if (_codes.TryGetValue(name, out var code))
        {
            return code;
        }

        if (_codes.Count >= MaxNames)
        {
            return 0;
        }

        code = _codes.Count;
        _codes.Add(name, code);
        var names = _names;
        if (names.Length <= code)
        {
            Array.Resize(ref names, code * 2);
        }

        names[code] = name;
        _names = names; // Readers that hold the former array know no number beyond it.
        return code;
    }

    /// <summary>The number of a name that is known.</summary>
    public bool TryCodeOf(string name, out int code) => _codes.TryGetValue(name, out code);
}
