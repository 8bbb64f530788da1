using Clickstream.Core.Decoding;
using Clickstream.Core.Events;
using Clickstream.Core.Lake;
using Clickstream.Core.Objects;
using Clickstream.Core.Quarantine;
using Clickstream.Core.Streams;

namespace Clickstream.Compactor.Reconcile;

/// <summary>Counts what is in the quarantine, each input once.</summary>
internal sealed class QuarantineAudit
{
    // An entry holds a whole input, which is at most 1 MiB, escaped or in base64.
    private static readonly DecoderOptions Limits = DecoderOptions.Default with { MaxEventBytes = 64 * 1024 * 1024 };

    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);

    /// <summary>Inputs that workers rejected, by hour.</summary>
    public Dictionary<string, long> ByWorkers { get; } = new(StringComparer.Ordinal);

    /// <summary>Inputs that producers rejected at their source, by hour.</summary>
    public Dictionary<string, long> AtSource { get; } = new(StringComparer.Ordinal);

    /// <summary>All by reason.</summary>
    public SortedDictionary<string, long> ByReason { get; } = new(StringComparer.Ordinal);

    /// <summary>Entries of records behind their shard's checkpoint, which will be read again.</summary>
    public long InFlight { get; private set; }

    /// <summary>Reads the quarantine.</summary>
    public static async Task<QuarantineAudit> ReadAsync(
        IObjectStore store, ReadLedgers ledgers, CheckList checks, CancellationToken cancellationToken)
    {
        var audit = new QuarantineAudit();
        await foreach (var info in store.ListAsync(LakeLayout.Quarantine, cancellationToken))
        {
            if (await store.OpenReadAsync(info.Key, cancellationToken) is { } content)
            {
                await using var reader = InputReader.Open(content, Limits);
                try
                {
                    await audit.AddAsync(reader, ledgers, cancellationToken);
                }
                catch (Exception exception) when (exception is FormatException or InvalidDataException)
                {
                    checks.Fail("quarantine_object", info.Key.Value, "readable", "damaged", exception.Message);
                }
            }
        }

        return audit;
    }

    private async Task AddAsync(InputReader reader, ReadLedgers ledgers, CancellationToken cancellationToken)
    {
        while (await reader.ReadAsync(cancellationToken))
        {
            if (reader.Problem != RejectionReason.None)
            {
                throw new FormatException($"Line {reader.Number + 1} cannot be read ({RejectionReasons.NameOf(reader.Problem)}).");
            }

            Add(QuarantineLineReader.Read(reader.Item.Span), ledgers);
        }
    }

    private void Add(QuarantineEntry entry, ReadLedgers ledgers)
    {
        if (!_seen.Add(entry.Position ?? entry.Origin ?? $"{entry.Source}@{entry.Offset}"))
        {
            return;
        }

        if (entry.Position is null)
        {
            AtSource.Increase(entry.Hour.Path, 1);
        }
        else if (IsDurable(entry.Position, ledgers))
        {
            ByWorkers.Increase(entry.Hour.Path, 1);
        }
        else
        {
            InFlight++;
            return;
        }

        ByReason.Increase(RejectionReasons.NameOf(entry.Reason), 1);
    }

    // shard:sequence:sub:item
    private static bool IsDurable(string position, ReadLedgers ledgers)
    {
        var parts = position.Split(':');
        return parts.Length == 4 && SequenceNumber.IsValid(parts[1])
            ? ledgers.IsDurable(new ShardId(parts[0]), new SequenceNumber(parts[1]))
            : throw new FormatException($"'{position}' is not a position.");
    }
}
