using Clickstream.Core.Engagement;
using Clickstream.Core.Streams;

namespace Clickstream.Stream.Live.View;

/// <summary>What is kept of one partial of a minute when its sketches and breakdowns are no longer needed.</summary>
/// <param name="Through">The sequence number up to which it is exact.</param>
/// <param name="State">How settled it is.</param>
/// <param name="Events">Accepted events.</param>
/// <param name="Late">Late ones among them.</param>
/// <param name="Duplicates">Duplicates.</param>
/// <param name="Orders">Orders.</param>
/// <param name="Revenue">Revenue by currency.</param>
/// <param name="Users">Distinct users of this partial.</param>
/// <param name="Sessions">Distinct sessions of this partial.</param>
/// <param name="Purchases">Events of type purchase.</param>
/// <param name="Cells">What <see cref="CellCode"/> makes of its cells; null where they are not kept any more.</param>
internal sealed record MinutePart(
    SequenceNumber Through,
    MinuteState State,
    long Events,
    long Late,
    long Duplicates,
    long Orders,
    IReadOnlyDictionary<string, decimal> Revenue,
    long Users,
    long Sessions,
    long Purchases,
    byte[]? Cells)
{
    public static MinutePart Of(MinuteResult row, byte[]? cells) => new(
        new SequenceNumber(row.Through),
        row.State,
        row.Events,
        row.Late,
        row.Duplicates,
        row.Orders,
        row.Revenue,
        row.Users.Estimate(),
        row.Sessions.Estimate(),
        row.Cells.Where(cell => cell.Type == "purchase").Sum(cell => cell.Events),
        cells);

    /// <summary>Whether a row saw more than this, or saw the same and is more settled.</summary>
    public bool IsSupersededBy(MinuteResult row)
    {
        var order = new SequenceNumber(row.Through).CompareTo(Through);
        return order > 0 || (order == 0 && row.State > State);
    }
}
