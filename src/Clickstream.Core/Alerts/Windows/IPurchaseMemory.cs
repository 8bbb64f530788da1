namespace Clickstream.Core.Alerts.Windows;

/// <summary>
/// Remembers purchases under keys, across processes and paths, for rules that count them. Adding and reading are ordered: of several that add, each under
/// one key and reading the keys of the others, the last one sees what all of them added.
/// </summary>
public interface IPurchaseMemory
{
    /// <summary>Purchases that are kept under one key. A key that is full takes no more; a rule has fired long before.</summary>
    const int MostUnderOneKey = 1_000;

    /// <summary>How long a key is kept after it was last added to, at least: longer than a stream keeps what may be read again.</summary>
    static readonly TimeSpan KeptFor = TimeSpan.FromDays(14);

    /// <summary>Adds a purchase under a key, unless it is there; then reads that key and others. May be retried.</summary>
    /// <param name="key">Where it belongs.</param>
    /// <param name="purchase">The purchase.</param>
    /// <param name="others">What else is read.</param>
    /// <param name="cancellationToken">Aborts the call.</param>
    /// <returns>All purchases under these keys, in no order.</returns>
    /// <exception cref="IOException">It cannot be used now; nobody knows whether the purchase was added.</exception>
    Task<IReadOnlyList<RememberedPurchase>> AddAsync(string key, RememberedPurchase purchase, IReadOnlyList<string> others, CancellationToken cancellationToken);
}
