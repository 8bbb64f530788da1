using Clickstream.Core.Events;

namespace Clickstream.Producer.Collect.Events;

/// <summary>What became of the items of a request.</summary>
/// <param name="Accepted">Events that are taken.</param>
/// <param name="Refused">Items that are no events.</param>
/// <param name="Dropped">Events whose visitor does not want them taken.</param>
/// <param name="Named">The first refused items.</param>
internal readonly record struct IntakeResult(int Accepted, int Refused, int Dropped, IReadOnlyList<(int Item, RejectionReason Reason)>? Named)
{
    public IReadOnlyList<(int Item, RejectionReason Reason)> Refusals => Named ?? [];
}
