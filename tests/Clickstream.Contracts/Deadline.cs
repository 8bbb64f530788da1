namespace Clickstream.Contracts;

/// <summary>Bounds every wait of a test, so that a broken implementation fails instead of hanging.</summary>
public static class Deadline
{
    /// <summary>Long enough for a loaded build machine and for AWS.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>A token that is cancelled when the limit is over.</summary>
    public static CancellationToken Token => new CancellationTokenSource(Limit).Token;
}
