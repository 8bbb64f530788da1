using System.Text.Json;
using System.Text.Json.Serialization;
using Clickstream.Core.Lake;
using Clickstream.Core.Ledgers;
using Clickstream.Core.Objects;
using Clickstream.Core.Quarantine;

namespace Clickstream.Producer.Quarantine;

/// <summary>
/// What the replay of the quarantine has done: <c>audit/quarantine/journal.json</c>. A batch is noted here with its fix before anything of it is put,
/// so a replay that was killed finishes just that batch, with just those bytes, before it looks for more.
/// </summary>
internal sealed record JournalState
{
    /// <summary>Entries that were put again, ever.</summary>
    public required long Replayed { get; init; }

    /// <summary>The number of the next batch.</summary>
    public required long Next { get; init; }

    /// <summary>The batch that is being put; null if none is.</summary>
    public PendingBatch? Pending { get; init; }

    /// <summary>Which run wrote it, so that a run knows its own again.</summary>
    public string? Run { get; init; }
}

/// <summary>A batch that is being put.</summary>
internal sealed record PendingBatch
{
    public required IReadOnlyDictionary<string, string> Renames { get; init; }

    public required IReadOnlyDictionary<string, string> Sets { get; init; }

    /// <summary>Identities of its entries.</summary>
    public required IReadOnlyList<string> Entries { get; init; }

    [JsonIgnore]
    public PayloadFix Fix => new() { Renames = Renames, Sets = Sets };
}

/// <summary>Keeps the journal, the lists of what was put, and the ledger that follows from them.</summary>
internal sealed class QuarantineJournal(IObjectStore store)
{
    /// <summary>The producer's name in origins and ledgers.</summary>
    public const string Producer = "quarantine";

    private readonly string _run = Guid.NewGuid().ToString("N");
    private ETag? _etag;

    public JournalState State { get; private set; } = new() { Replayed = 0, Next = 0 };

    /// <exception cref="UnknownFormatException">It is damaged.</exception>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        if (await store.GetAsync(LakeLayout.QuarantineJournal, cancellationToken).ConfigureAwait(false) is not { } stored)
        {
            return;
        }

        try
        {
            State = JsonSerializer.Deserialize(stored.Content.Span, QuarantineJournalJson.Default.JournalState) ?? throw new JsonException("It is null.");
        }
        catch (JsonException fault)
        {
            throw new UnknownFormatException(
                $"{LakeLayout.QuarantineJournal} is damaged: {fault.Message} It is not ignored, since entries would be put twice. Restore it.", fault);
        }

        _etag = stored.ETag;
    }

    /// <summary>Notes a batch before it is put.</summary>
    /// <exception cref="QuarantineConflictException">Another process is at it.</exception>
    public Task BeginAsync(PayloadFix fix, IReadOnlyList<string> entries, CancellationToken cancellationToken) => SaveAsync(
        State with { Pending = new PendingBatch { Renames = fix.Renames, Sets = fix.Sets, Entries = entries } }, cancellationToken);

    /// <summary>Marks the batch as put, once it is durable in the stream.</summary>
    /// <exception cref="QuarantineConflictException">Another process is at it.</exception>
    public async Task FinishAsync(IReadOnlyList<ReplayedEntry> put, CancellationToken cancellationToken)
    {
        await store.PutAsync(LakeLayout.ReplayedBatch(State.Next), ReplayedEntries.Serialize(put), cancellationToken).ConfigureAwait(false);
        await SaveAsync(
            State with { Pending = null, Next = State.Next + 1, Replayed = State.Replayed + put.Count }, cancellationToken).ConfigureAwait(false);
        await SaveLedgerAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Writes the ledger anew, since a kill may have come before it.</summary>
    public Task SaveLedgerAsync(CancellationToken cancellationToken) => _etag is null ? Task.CompletedTask : store.PutAsync(
        LakeLayout.ProducerLedger(Producer),
        LedgerJson.Serialize(new ProducerLedger
        {
            Producer = Producer,
            Read = State.Replayed,
            Put = State.Replayed,
            Quarantined = new Dictionary<string, long>(),
            Complete = State.Pending is null,
        }),
        cancellationToken);

    private async Task SaveAsync(JournalState state, CancellationToken cancellationToken)
    {
        state = state with { Run = _run };
        var json = JsonSerializer.SerializeToUtf8Bytes(state, QuarantineJournalJson.Default.JournalState);
        _etag = (_etag is { } expected
                ? await store.PutIfMatchAsync(LakeLayout.QuarantineJournal, json, expected, cancellationToken).ConfigureAwait(false)
                : await store.PutIfAbsentAsync(LakeLayout.QuarantineJournal, json, cancellationToken).ConfigureAwait(false))
            ?? await OwnAsync(json, cancellationToken).ConfigureAwait(false)
            ?? throw new QuarantineConflictException(
                "Another process is replaying the quarantine of this data. Wait for it, or stop it; this one has stopped.");
        State = state;
    }

    // A put whose answer was lost and that was repeated meets what it has put itself.
    private async Task<ETag?> OwnAsync(byte[] json, CancellationToken cancellationToken) =>
        await store.GetAsync(LakeLayout.QuarantineJournal, cancellationToken).ConfigureAwait(false) is { } current
            && current.Content.Span.SequenceEqual(json) ? current.ETag : null;
}

/// <summary>Two processes replay the quarantine at once. Not to be retried while the other runs.</summary>
public sealed class QuarantineConflictException(string message) : IOException(message);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(JournalState))]
internal sealed partial class QuarantineJournalJson : JsonSerializerContext;
