namespace Clickstream.Core.Claims;

/// <summary>The answer to a claim.</summary>
public enum ClaimOutcome
{
    /// <summary>The caller is the first: do it, then complete the claim.</summary>
    Granted,

    /// <summary>The same claimant claimed it before and did not complete it, so it may or may not have been done: do it again with the same id, then complete.</summary>
    Pending,

    /// <summary>It is done, or in the hands of another claimant whose claim has not expired: do nothing.</summary>
    Refused,
}
