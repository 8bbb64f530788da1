namespace Clickstream.Core.Claims;

/// <summary>The answer to a claim.</summary>
public enum ClaimOutcome
{
    /// <summary>The caller is the first: do it, then complete the claim.</summary>
    Granted,

    /// <summary>
    /// Somebody began and did not complete it: the same claimant, or another one whose claim has expired. It may or may not have been done: do it again
    /// with the same id, then complete.
    /// </summary>
    Pending,

    /// <summary>
    /// In the hands of another claimant whose claim has not expired. Do nothing now, but do not forget it: if that one is gone for good, the claim passes on
    /// when it expires. Ask again later.
    /// </summary>
    Held,

    /// <summary>It is done: do nothing.</summary>
    Refused,
}
