namespace Clickstream.Stream.Live.View;

/// <summary>Which cells count: those whose device, country and type are each among the named ones; no names let everything through.</summary>
/// <param name="Devices">Kinds of device.</param>
/// <param name="Countries">Countries.</param>
/// <param name="Types">Event types.</param>
internal sealed record CellFilterNames(IReadOnlyList<string> Devices, IReadOnlyList<string> Countries, IReadOnlyList<string> Types)
{
    /// <summary>Lets everything through.</summary>
    public static CellFilterNames None { get; } = new([], [], []);

    /// <summary>Whether nothing is filtered.</summary>
    public bool IsEmpty => Devices.Count == 0 && Countries.Count == 0 && Types.Count == 0;
}

/// <summary>A filter in the numbers of <see cref="NameCodes"/>.</summary>
internal sealed class CellFilter
{
    private readonly HashSet<int>? _devices;
    private readonly HashSet<int>? _countries;
    private readonly HashSet<int>? _types;

    public CellFilter(CellFilterNames names, NameCodes codes) =>
        (_devices, _countries, _types) = (Codes(names.Devices, codes), Codes(names.Countries, codes), Codes(names.Types, codes));

    public bool Takes(int type, int device) => (_types is null || _types.Contains(type)) && (_devices is null || _devices.Contains(device));

    public bool TakesCountry(int country) => _countries is null || _countries.Contains(country);

    // A name that no event had has no number, so its set may be empty, and lets nothing through.
    private static HashSet<int>? Codes(IReadOnlyList<string> names, NameCodes codes) => names.Count == 0
        ? null
        : [.. names.Select(name => codes.TryCodeOf(name, out var code) ? code : -1).Where(code => code >= 0)];
}
