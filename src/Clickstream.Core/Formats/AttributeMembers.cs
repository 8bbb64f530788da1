using System.Runtime.InteropServices;
using System.Text.Json;
using Clickstream.Core.Decoding;

namespace Clickstream.Core.Formats;

/// <summary>
/// The attributes of an event, which the site names as it likes: they are offered for the columns by the names that columns go by (<see
/// cref="FieldAliases"/>), and those that fill none are written as metadata.
/// </summary>
internal sealed class AttributeMembers(ColumnSlots columns, LineBuilder line)
{
    private const int Rank = 1000; // After everything that the format itself has a place for.

    /// <summary>Offers the members of an object; anything else offers nothing.</summary>
    public void Offer(JsonElement attributes)
    {
        if (attributes.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        foreach (var member in attributes.EnumerateObject())
        {
            var (field, rank) = MeaningOf(JsonMarshal.GetRawUtf8PropertyName(member));
            columns.Offer(field, member.Value, rank);
        }
    }

    /// <summary>Writes the members that fill no column.</summary>
    /// <param name="attributes">The attributes.</param>
    /// <param name="name">What they are called if they are no object.</param>
    public void Write(JsonElement attributes, ReadOnlySpan<byte> name)
    {
        if (attributes.ValueKind != JsonValueKind.Object)
        {
            line.Metadata(default, name, attributes);
            return;
        }

        foreach (var member in attributes.EnumerateObject())
        {
            var raw = JsonMarshal.GetRawUtf8PropertyName(member);
            if (!columns.Holds(MeaningOf(raw).Field, member.Value))
            {
                line.Metadata(default, raw, member.Value);
            }
        }
    }

    // The total of an order is what was paid, with tax and shipping; revenue is without.
    private static (Field Field, int Rank) MeaningOf(ReadOnlySpan<byte> name)
    {
        var meaning = FieldAliases.Find(Container.Properties, name);
        if (meaning.IsWeak || meaning.Field is Field.Time or Field.Received or Field.EventType)
        {
            return default;
        }

        var isPaid = meaning.Field == Field.Total && name.SequenceEqual("total"u8);
        return (meaning.Field, isPaid ? Rank : Rank + 1 + meaning.Rank);
    }
}
