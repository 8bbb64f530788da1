using System.Globalization;

namespace Clickstream.Producer.Collect.Spool;

/// <summary>A segment of a spool, as far as it is written.</summary>
/// <param name="Id">Its number; segments follow each other.</param>
/// <param name="First">The number of its first event.</param>
/// <param name="Length">Bytes that were committed; what is behind them is not read.</param>
internal sealed record SpoolSegment(long Id, long First, long Length)
{
    /// <summary>The number behind its last event; null where it was not looked at, and then the next segment begins with it.</summary>
    public long? Next { get; init; }

    private const string Extension = ".spool";

    public string Name => NameOf(Id);

    /// <summary>Where the reasons are kept if it is damaged.</summary>
    public string DamageName => $"{Name}.damage.json";

    public static string NameOf(long id) => string.Create(CultureInfo.InvariantCulture, $"{id:D12}{Extension}");

    /// <summary>The number of a file; null if it is no segment.</summary>
    public static long? IdOf(string name) =>
        name.EndsWith(Extension, StringComparison.Ordinal)
        && long.TryParse(name.AsSpan(0, name.Length - Extension.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            ? id
            : null;
}
