using System.Text.Json;
using Clickstream.Core.Decoding;

namespace Clickstream.Core.Formats;

/// <summary>Where the values stand that fill the columns of one event. The better name wins; what loses is for the metadata.</summary>
internal sealed class ColumnSlots
{
    private readonly (JsonElement Value, int Rank)[] _slots = new (JsonElement Value, int Rank)[(int)Field.Position];

    /// <summary>Forgets all.</summary>
    public void Clear() => Array.Clear(_slots);

    /// <summary>What fills a column; undefined if nothing does.</summary>
    public JsonElement this[Field field] => _slots[(int)field].Value;

    /// <summary>Whether anything fills a column.</summary>
    public bool Has(Field field) => _slots[(int)field].Value.ValueKind != JsonValueKind.Undefined;

    /// <summary>Offers a value for a column.</summary>
    /// <param name="field">The column.</param>
    /// <param name="value">What may fill it, if it can: lists are items, all else is a scalar.</param>
    /// <param name="rank">How good its name is; the lowest wins, and of equal ones the last.</param>
    public void Offer(Field field, JsonElement value, int rank)
    {
        if (field == Field.Unknown || (field == Field.Items ? value.ValueKind != JsonValueKind.Array : !JsonBody.IsScalar(value)))
        {
            return;
        }

        ref var slot = ref _slots[(int)field];
        if (slot.Value.ValueKind == JsonValueKind.Undefined || rank <= slot.Rank)
        {
            slot = (value, rank);
        }
    }

    /// <summary>Whether it is this very value that fills the column.</summary>
    public bool Holds(Field field, JsonElement value) => field != Field.Unknown && JsonBody.IsSame(_slots[(int)field].Value, value);
}
