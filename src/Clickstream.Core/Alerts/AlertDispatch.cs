using Clickstream.Core.Alerts.Windows;
using Clickstream.Core.Claims;
using Clickstream.Core.Objects;

namespace Clickstream.Core.Alerts;

/// <summary>
/// Brings alerts out once, for those that have no outbox of their own: claim, give to every channel, complete. When it returns, each alert is completed
/// (delivered or a dead letter), refused, or still held by somebody else. When it throws, nobody knows: the same alerts with the same claimants are to be
/// given again, and go out as possible repeats with the same ids. One call at a time.
/// </summary>
/// <param name="claims">By which an alert goes out once.</param>
/// <param name="channels">The channels; each alert goes to all of them.</param>
/// <param name="objects">Where dead letters go.</param>
/// <param name="time">The clock.</param>
public sealed class AlertDispatch(IClaimStore claims, IReadOnlyList<ChannelSender> channels, IObjectStore objects, TimeProvider time)
{
    /// <summary>Alerts that are claimed in one go.</summary>
    public const int MaxAtOnce = 500;

    private const int MaxPerPublish = 100;
    private const int ClaimantsAtOnce = 16; // Each is a call to the store, which makes some writes at once by itself.

    private static readonly TimeSpan FirstLook = TimeSpan.FromMilliseconds(100); // Another claimant that lives needs some tens of milliseconds.
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5); // A claimant that died is waited for in vain anyway.

    /// <summary>Makes alerts of candidates; needed where rules count purchases.</summary>
    public PurchaseWindows? Windows { get; init; }

    /// <summary>Told how many alerts became dead letters of a channel, and where they are.</summary>
    public Action<string, int, ObjectKey>? OnDeadLetters { get; init; }

    /// <summary>Sends alerts, at most <see cref="MaxAtOnce"/>.</summary>
    /// <param name="found">The alerts and candidates; the same one may be there twice.</param>
    /// <param name="patience">When it is cancelled, channels that fail get dead letters at once, and held alerts are not waited for.</param>
    /// <param name="cancellationToken">Aborts.</param>
    /// <exception cref="IOException">The claims or the dead letters could not be written.</exception>
    public async Task<DispatchOutcome> SendAsync(IReadOnlyList<FoundAlert> found, CancellationToken patience, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(found);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(found.Count, MaxAtOnce);
        var open = (await ResolveAsync(found, cancellationToken).ConfigureAwait(false)).DistinctBy(one => one.Alert.Id, StringComparer.Ordinal).ToList();
        var outcome = new DispatchOutcome();
        for (var wait = FirstLook; ; wait = wait * 2 < LookEvery ? wait * 2 : LookEvery)
        {
            var answers = await ClaimAsync(open, cancellationToken).ConfigureAwait(false);
            var mine = await SendClaimedAsync(open, answers, patience, cancellationToken).ConfigureAwait(false);
            open = [.. open.Where((_, i) => answers[i] == ClaimOutcome.Held)];
            outcome += new DispatchOutcome
            {
                Sent = answers.Count(answer => answer == ClaimOutcome.Granted),
                Repeated = answers.Count(answer => answer == ClaimOutcome.Pending),
                Refused = answers.Count(answer => answer == ClaimOutcome.Refused),
                DeadLetters = mine,
            };
            if (open.Count == 0 || !await WaitAsync(wait, patience, cancellationToken).ConfigureAwait(false))
            {
                return outcome with { Held = open };
            }
        }
    }

    private async Task<IEnumerable<FoundAlert>> ResolveAsync(IReadOnlyList<FoundAlert> found, CancellationToken cancellationToken)
    {
        var candidates = found.Where(one => PurchaseCandidate.Is(one.Alert)).DistinctBy(one => one.Alert.Id, StringComparer.Ordinal).ToList();
        if (candidates.Count == 0)
        {
            return found;
        }

        if (Windows is null)
        {
            throw new InvalidOperationException("A rule counts purchases, and there is nothing that remembers them.");
        }

        var alerts = await Windows.ResolveAsync([.. candidates.Select(one => one.Alert)], cancellationToken).ConfigureAwait(false);
        return found
            .Where(one => !PurchaseCandidate.Is(one.Alert))
            .Concat(candidates.SelectMany((one, i) => alerts[i].Select(alert => one with { Alert = alert })));
    }

    private async Task<ClaimOutcome[]> ClaimAsync(List<FoundAlert> open, CancellationToken cancellationToken)
    {
        var answers = new ClaimOutcome[open.Count];
        var byClaimant = Enumerable.Range(0, open.Count).GroupBy(i => open[i].Claimant, StringComparer.Ordinal);
        var limits = new ParallelOptions { MaxDegreeOfParallelism = ClaimantsAtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(byClaimant, limits, async (places, token) =>
        {
            int[] indexes = [.. places];
            var outcomes = await claims.ClaimAsync([.. indexes.Select(i => AlertClaim.KeyOf(open[i].Alert))], places.Key, token).ConfigureAwait(false);
            for (var i = 0; i < indexes.Length; i++)
            {
                answers[indexes[i]] = outcomes[i];
            }
        }).ConfigureAwait(false);
        return answers;
    }

    /// <returns>How many alerts became dead letters of a channel.</returns>
    private async Task<int> SendClaimedAsync(
        List<FoundAlert> open, ClaimOutcome[] answers, CancellationToken patience, CancellationToken cancellationToken)
    {
        Alert[] fresh = [.. open.Where((_, i) => answers[i] == ClaimOutcome.Granted).Select(one => one.Alert)];
        Alert[] repeats = [.. open.Where((_, i) => answers[i] == ClaimOutcome.Pending).Select(one => one.Alert)];
        if (fresh.Length + repeats.Length == 0)
        {
            return 0;
        }

        var dead = await Task.WhenAll(channels.Select(async channel =>
            await SendAsync(channel, fresh, false, patience, cancellationToken).ConfigureAwait(false)
            + await SendAsync(channel, repeats, true, patience, cancellationToken).ConfigureAwait(false))).ConfigureAwait(false);
        await claims.CompleteAsync([.. fresh.Concat(repeats).Select(AlertClaim.KeyOf)], cancellationToken).ConfigureAwait(false);
        return dead.Sum();
    }

    private async Task<int> SendAsync(
        ChannelSender channel, Alert[] alerts, bool mayBeRepeat, CancellationToken patience, CancellationToken cancellationToken)
    {
        var dead = 0;
        foreach (var some in alerts.Chunk(MaxPerPublish))
        {
            if (!await channel.TrySendAsync(some, mayBeRepeat, patience, cancellationToken).ConfigureAwait(false))
            {
                var key = await DeadLetters.WriteAsync(objects, channel.Channel, some, cancellationToken).ConfigureAwait(false);
                OnDeadLetters?.Invoke(channel.Channel, some.Length, key);
                dead += some.Length;
            }
        }

        return dead;
    }

    private async Task<bool> WaitAsync(TimeSpan wait, CancellationToken patience, CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(wait, time, patience).WaitAsync(cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
