using Clickstream.Compactor.Columns;

namespace Clickstream.Compactor.Parquet;

/// <summary>
/// Definition and repetition levels of a map column. A row without entries is a null map: to look up a key in it gives null in every
/// engine.
/// </summary>
internal readonly record struct MapLevels(int[] Keys, int[] Values, int[] Repetitions)
{
    /// <summary>The level of a key that is there: the map is optional and its entries are repeated, a key is required.</summary>
    public const int KeyPresent = 2;

    /// <summary>The level of a value that is there; it is optional.</summary>
    public const int ValuePresent = 3;

    public static MapLevels Of(MetadataColumn metadata, Range rows)
    {
        var total = 0;
        for (var row = rows.Start.Value; row < rows.End.Value; row++)
        {
            total += Math.Max(1, metadata[row].Length);
        }

        var (keys, values, repetitions) = (new int[total], new int[total], new int[total]);
        var at = 0;
        for (var row = rows.Start.Value; row < rows.End.Value; row++)
        {
            var entries = metadata[row].Length;
            at += entries == 0 ? 1 : 0; // Levels are zero already.
            for (var i = 0; i < entries; i++)
            {
                (keys[at], values[at], repetitions[at]) = (KeyPresent, ValuePresent, i == 0 ? 0 : 1);
                at++;
            }
        }

        return new MapLevels(keys, values, repetitions);
    }
}
