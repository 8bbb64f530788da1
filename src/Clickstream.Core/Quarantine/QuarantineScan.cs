using Clickstream.Core.Decoding;
using Clickstream.Core.Events;
using Clickstream.Core.Lake;
using Clickstream.Core.Objects;
using Clickstream.Core.Streams;
using Clickstream.Core.Time;

namespace Clickstream.Core.Quarantine;

/// <summary>What an entry of the quarantine is at the moment.</summary>
public enum EntryState
{
    /// <summary>It counts as quarantined.</summary>
    Waiting,

    /// <summary>It was put into the stream again and does not count any more.</summary>
    Replayed,

    /// <summary>It lies behind its shard's checkpoint: its record will be read again.</summary>
    InFlight,
}

/// <summary>Reads the quarantine, each input once, however often a killed worker wrote it.</summary>
/// <param name="store">Where it is.</param>
/// <param name="isDurable">Whether what was read at a position is durable with its checkpoint.</param>
/// <param name="replayed">Identities of the entries that were put again.</param>
public sealed class QuarantineScan(IObjectStore store, Func<ShardId, SequenceNumber, bool> isDurable, IReadOnlySet<string> replayed)
{
    // An entry holds a whole input, which is at most 1 MiB, escaped or in base64.
    private static readonly DecoderOptions Limits = DecoderOptions.Default with { MaxEventBytes = 64 * 1024 * 1024 };

    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly List<(ObjectKey Key, string Problem)> _damaged = [];

    /// <summary>Objects that cannot be read, or not to their end, and why.</summary>
    public IReadOnlyList<(ObjectKey Key, string Problem)> Damaged => _damaged;

    /// <summary>Reads all entries, in order of object and line.</summary>
    /// <param name="hour">Only the objects of this hour; null for all.</param>
    /// <param name="take">Gets each entry; returns false to stop.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="ObjectStoreException">The store cannot be read.</exception>
    public async Task RunAsync(Hour? hour, Func<QuarantineEntry, EntryState, ValueTask<bool>> take, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(take);
        var prefix = hour is { } one ? $"{LakeLayout.Quarantine}{one.Path}/" : LakeLayout.Quarantine;
        await foreach (var info in store.ListAsync(prefix, cancellationToken).ConfigureAwait(false))
        {
            if (!await RunAsync(info.Key, take, cancellationToken).ConfigureAwait(false))
            {
                return;
            }
        }
    }

    private async Task<bool> RunAsync(ObjectKey key, Func<QuarantineEntry, EntryState, ValueTask<bool>> take, CancellationToken cancellationToken)
    {
        if (await store.OpenReadAsync(key, cancellationToken).ConfigureAwait(false) is not { } content)
        {
            return true;
        }

        var reader = InputReader.Open(content, Limits);
        await using (reader.ConfigureAwait(false))
        {
            while (await NextAsync(reader, key, cancellationToken).ConfigureAwait(false) is { } entry)
            {
                if (_seen.Add(entry.Entry.Identity) && !await take(entry.Entry, entry.State).ConfigureAwait(false))
                {
                    return false;
                }
            }
        }

        return true;
    }

    private async ValueTask<(QuarantineEntry Entry, EntryState State)?> NextAsync(
        InputReader reader, ObjectKey key, CancellationToken cancellationToken)
    {
        try
        {
            if (!await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                return null;
            }

            if (reader.Problem != RejectionReason.None)
            {
                throw new FormatException($"Line {reader.Number + 1} cannot be read ({RejectionReasons.NameOf(reader.Problem)}).");
            }

            var entry = QuarantineLineReader.Read(reader.Item.Span);
            return (entry, StateOf(entry));
        }
        catch (Exception exception) when (exception is FormatException or InvalidDataException)
        {
            _damaged.Add((key, exception.Message));
            return null;
        }
    }

    private EntryState StateOf(QuarantineEntry entry)
    {
        if (entry.Position is { } position && !IsDurable(position))
        {
            return EntryState.InFlight;
        }

        return replayed.Contains(entry.Identity) ? EntryState.Replayed : EntryState.Waiting;
    }

    // shard:sequence:sub:item
    private bool IsDurable(string position)
    {
        var parts = position.Split(':');
        return parts.Length == 4 && SequenceNumber.IsValid(parts[1])
            ? isDurable(new ShardId(parts[0]), new SequenceNumber(parts[1]))
            : throw new FormatException($"'{position}' is not a position.");
    }
}
