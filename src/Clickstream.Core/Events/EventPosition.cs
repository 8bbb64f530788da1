using Clickstream.Core.Streams;

namespace Clickstream.Core.Events;

/// <summary>
/// Where in the stream an input was read: no two inputs of a shard share one, and reading again gives the same one.
/// Written as <c>shard:sequence:sub:item</c> on each line of a micro-batch, so that a reader drops what was delivered twice.
/// </summary>
/// <param name="SequenceNumber">The record.</param>
/// <param name="SubSequenceNumber">The user record in an aggregated record; 0 for a plain one.</param>
/// <param name="Item">The input within the user record, which may hold several lines; 0 for the first.</param>
public readonly record struct EventPosition(SequenceNumber SequenceNumber, int SubSequenceNumber, int Item) : IComparable<EventPosition>
{
    /// <inheritdoc/>
    public int CompareTo(EventPosition other)
    {
        var bySequence = SequenceNumber.CompareTo(other.SequenceNumber);
        if (bySequence != 0)
        {
            return bySequence;
        }

        var bySub = SubSequenceNumber.CompareTo(other.SubSequenceNumber);
        return bySub != 0 ? bySub : Item.CompareTo(other.Item);
    }
}
