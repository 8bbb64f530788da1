using Clickstream.Core.Lake;
using Clickstream.Core.Objects;

namespace Clickstream.Producer.Replay;

/// <summary>What is left to do: the objects of the range against the position.</summary>
/// <param name="Pending">Objects that are not finished, in order of hour and key.</param>
/// <param name="Finished">Number of objects that are.</param>
/// <param name="Changed">Those of them that have changed since.</param>
internal sealed record ReplayWork(IReadOnlyList<RawObject> Pending, int Finished, IReadOnlyList<string> Changed)
{
    public static async Task<ReplayWork> FindAsync(
        IObjectStore rawStore, ReplayOptions options, ReplayCheckpoint position, CancellationToken cancellationToken)
    {
        var pending = new List<RawObject>();
        var changed = new List<string>();
        var finished = 0;
        await foreach (var raw in RawObject.FindAsync(rawStore, options.RawPrefix, cancellationToken).ConfigureAwait(false))
        {
            if (!options.Covers(raw.Hour))
            {
                continue;
            }

            var known = position.Files.GetValueOrDefault(raw.Key.Value);
            if (known is { Inputs: > 0 } && !known.IsOf(raw))
            {
                changed.Add(raw.Key.Value);
            }

            if (known is { Finished: true })
            {
                finished++;
            }
            else
            {
                pending.Add(raw);
            }
        }

        pending.Sort((a, b) => a.Hour.CompareTo(b.Hour) is var byHour and not 0 ? byHour : a.Key.CompareTo(b.Key));
        return new ReplayWork(pending, finished, changed);
    }
}
