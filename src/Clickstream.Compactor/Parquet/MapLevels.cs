namespace Clickstream.Compactor.Parquet;

/// <summary>
/// Definition levels of a map column. A row without entries is a null map: to look up a key in it gives null in every engine.
/// </summary>
internal static class MapLevels
{
    /// <summary>The level of a key that is there: the map is optional and its entries are repeated, a key is required.</summary>
    public const int KeyPresent = 2;

    /// <summary>The level of a value that is there; it is optional.</summary>
    public const int ValuePresent = 3;
}
