using Clickstream.Core.Events;
using Clickstream.Core.Time;

namespace Clickstream.Core.Quarantine;

/// <summary>An entry of the quarantine that was put into the stream again, and does not count as quarantined any more.</summary>
/// <param name="Entry">Its <see cref="QuarantineEntry.Identity"/>.</param>
/// <param name="Hour">The hour it was accounted in.</param>
/// <param name="Reason">Why it had been rejected.</param>
public sealed record ReplayedEntry(string Entry, Hour Hour, RejectionReason Reason);
