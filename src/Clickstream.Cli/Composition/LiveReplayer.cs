using Clickstream.Core.Decoding;
using Clickstream.Core.Quarantine;
using Clickstream.Core.Time;
using Clickstream.Producer.Quarantine;
using Clickstream.Stream.Live;

namespace Clickstream.Cli.Composition;

/// <summary>Replays the quarantine for the live page, as <c>quarantine replay</c> does.</summary>
internal sealed class LiveReplayer(Backend backend)
{
    /// <summary>Puts what can be put, or counts it; null if another process is at it.</summary>
    public async Task<LiveReplayOutcome?> ReplayAsync(LiveReplayOrder order, CancellationToken cancellationToken)
    {
        var options = new QuarantineReplayOptions
        {
            Reason = order.Reason is { } name && RejectionReasons.TryParse(name, out var reason) ? reason : null,
            Hour = order.Hour is { } text && Hour.TryParse(text, out var hour) ? hour : null,
            Fix = new PayloadFix { Renames = order.Renames, Sets = order.Sets },
        };
        var positions = await DurablePositions.ReadAsync(backend.Objects, await backend.LeasesAsync(cancellationToken), cancellationToken);
        var replayer = new QuarantineReplayer(backend.Objects, await backend.StreamAsync(cancellationToken), positions, backend.Time);
        try
        {
            // The page's token stops it behind a batch; there is no second, harder stop.
            return Describe(order.DryRun
                ? await replayer.PlanAsync(options, cancellationToken)
                : await replayer.RunAsync(options, cancellationToken, CancellationToken.None));
        }
        catch (QuarantineConflictException)
        {
            return null;
        }
    }

    private static LiveReplayOutcome Describe(QuarantineReplayOutcome outcome) => new(
        outcome.Replayed,
        outcome.Resumed,
        outcome.StillInvalid.ToDictionary(pair => RejectionReasons.NameOf(pair.Key), pair => pair.Value),
        outcome.Unfit,
        outcome.Before,
        outcome.InFlight,
        !outcome.Stopped,
        outcome.Problems);
}
