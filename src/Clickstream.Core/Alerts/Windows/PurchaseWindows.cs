using System.Globalization;
using Clickstream.Core.Alerts.Rules;

namespace Clickstream.Core.Alerts.Windows;

/// <summary>
/// Makes alerts of candidates. A candidate is added to the memory first and what is there is read then, so of the purchases that complete a window, whichever
/// is added last finds all of them. Given again, a candidate gives the same alerts, which the claims let through once. Safe for concurrent use.
/// </summary>
/// <param name="rules">The rules; a candidate of a rule that is not among them gives nothing.</param>
/// <param name="memory">What was bought before.</param>
public sealed class PurchaseWindows(AlertRules rules, IPurchaseMemory memory)
{
    private const int AddedAtOnce = 32; // Some milliseconds each on DynamoDB, on fewer connections than the client keeps.

    private readonly Dictionary<string, AlertRule> _rules =
        rules.Rules.Where(rule => rule.When == RuleTrigger.SeveralPurchases).ToDictionary(rule => rule.Name, StringComparer.Ordinal);

    /// <summary>The alerts of each candidate, in their order. May be retried.</summary>
    /// <exception cref="IOException">The memory cannot be used; the same candidates are to be given again.</exception>
    public async Task<IReadOnlyList<IReadOnlyList<Alert>>> ResolveAsync(IReadOnlyList<Alert> candidates, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        var alerts = new IReadOnlyList<Alert>[candidates.Count];
        var limits = new ParallelOptions { MaxDegreeOfParallelism = AddedAtOnce, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, candidates.Count, limits, async (i, token) =>
            alerts[i] = await ResolveAsync(candidates[i], token).ConfigureAwait(false)).ConfigureAwait(false);
        return alerts;
    }

    private async Task<IReadOnlyList<Alert>> ResolveAsync(Alert candidate, CancellationToken cancellationToken)
    {
        if (!_rules.TryGetValue(candidate.Rule, out var rule) || rule.Window is not { } window)
        {
            return [];
        }

        var (buyer, purchase) = PurchaseCandidate.Read(candidate);
        var interval = window.IntervalOf(purchase.Time);
        var known = await memory.AddAsync(
            window.KeyOf(buyer, interval), purchase, [window.KeyOf(buyer, interval - 1), window.KeyOf(buyer, interval + 1)], cancellationToken).ConfigureAwait(false);
        return [.. window.FiredBy(purchase, known).Select(fired => Make(rule, window, candidate, window.KeyOf(buyer, fired.Interval), fired.Orders))];
    }

    private static Alert Make(AlertRule rule, PurchaseWindow window, Alert candidate, string subject, int orders) => candidate with
    {
        Id = PurchaseAlert.IdOf(rule.Name, subject),
        Text = rule.Text?.Write(candidate, orders)
            ?? string.Create(CultureInfo.InvariantCulture, $"{orders} purchases{Who(candidate)} within {window.Within.TotalMinutes:0.##} minutes; one of them: {candidate.Text}"),
    };

    private static string Who(Alert candidate) => candidate.UserId is { } user ? $" by user {user}" : string.Empty;
}
