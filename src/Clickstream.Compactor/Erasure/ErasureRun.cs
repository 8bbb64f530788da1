using System.Globalization;
using System.Security.Cryptography;
using Clickstream.Compactor.Execution;
using Clickstream.Core.Alerts;
using Clickstream.Core.Decoding;
using Clickstream.Core.Lake;
using Clickstream.Core.Objects;
using Clickstream.Core.Privacy;

namespace Clickstream.Compactor.Erasure;

/// <summary>One run of an erasure.</summary>
internal sealed class ErasureRun(
    TableRun run, ErasureOptions options, (IObjectStore Store, string Prefix) raw, Func<Func<Alert, Alert?>, bool, CancellationToken, Task<AlertFileChange?>>? alertFile)
{
    private readonly List<string> _problems = [];
    private readonly SortedSet<string> _anonymous = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _sessions = new(StringComparer.Ordinal);
    private byte[] _key = RandomNumberGenerator.GetBytes(32);
    private Person? _person;

    /// <summary>What may still hold the person.</summary>
    public IReadOnlyList<string> Problems => _problems;

    /// <summary>Linked ids.</summary>
    public long Links => _anonymous.Count + _sessions.Count;

    private Person Person => _person ?? throw new InvalidOperationException("The person was not looked for.");

    private ErasureLayers Layers => new(run.Store, raw.Store, _problems);

    /// <summary>Finds the linked ids, or takes those of a run that was killed.</summary>
    public async Task FindAsync(ErasureReceipt? running, CancellationToken cancellationToken)
    {
        if (running is not null)
        {
            _key = Convert.FromHexString(running.PseudonymKey ?? throw new UnknownFormatException($"The receipt {running.Id} lacks its key. Restore it."));
            _anonymous.UnionWith(running.AnonymousIds ?? []);
            _sessions.UnionWith(running.Sessions ?? []);
        }
        else if (options.Anonymous)
        {
            var user = new Person(options.User, _key, [], []);
            foreach (var hour in await run.Manifests.ListHoursAsync(LakeLayout.FactClicks, cancellationToken))
            {
                if ((await run.Manifests.GetHourAsync(hour, cancellationToken)).Manifest is { } manifest)
                {
                    await new HourErasure(run, user, options.Mode).LinksAsync(manifest, _anonymous, _sessions, cancellationToken);
                }
            }

            await Layers.CountAsync(new LinkEdit(user, DecoderOptions.Landing, LakeLayout.Landing, _anonymous, _sessions), cancellationToken);
            await Layers.CountAsync(new LinkEdit(user, DecoderOptions.Default, raw.Prefix, _anonymous, _sessions), cancellationToken);
        }

        _person = new Person(options.User, _key, _anonymous, _sessions);
    }

    /// <summary>Counts what there is, by layer.</summary>
    public async Task<IReadOnlyDictionary<string, long>> CountAsync(CancellationToken cancellationToken)
    {
        var items = new SortedDictionary<string, long>(ErasureReceipt.Layers.ToDictionary(layer => layer, _ => 0L), StringComparer.Ordinal);
        foreach (var edit in Edits())
        {
            items[edit.Layer] += await Layers.CountAsync(edit, cancellationToken);
        }

        foreach (var hour in await run.Manifests.ListHoursAsync(LakeLayout.FactClicks, cancellationToken))
        {
            if ((await run.Manifests.GetHourAsync(hour, cancellationToken)).Manifest is { } manifest)
            {
                items[FactTable.Name] = items.GetValueOrDefault(FactTable.Name)
                    + await new HourErasure(run, Person, options.Mode).CountAsync(manifest, cancellationToken);
            }
        }

        items["alerts"] += await EditAlertFileAsync(isWritten: false, cancellationToken) is { } change ? change.Alerts : 0;
        return items;
    }

    /// <summary>A receipt to begin with.</summary>
    public ErasureReceipt NewReceipt(string hash, DateTimeOffset now) => new()
    {
        Id = string.Create(CultureInfo.InvariantCulture, $"{now:yyyyMMdd'T'HHmmss}-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}"),
        Mode = options.Mode,
        Anonymous = options.Anonymous,
        Person = hash,
        Requested = now,
        PseudonymKey = Convert.ToHexStringLower(_key),
        AnonymousIds = [.. _anonymous],
        Sessions = [.. _sessions],
        Objects = [],
    };

    /// <summary>Does it, as the receipt says.</summary>
    public async Task EraseAsync(ErasureJournal journal, Func<Compactor> compactor, int maxPasses, CancellationToken cancellationToken)
    {
        await Tombstones.AddAsync(run.Store, salt => StonesOf(salt, journal.Receipt), cancellationToken);

        // Every hour of landed events has a manifest then, which can be replaced under those who began before.
        await CompactAsync(compactor, cancellationToken);
        var hours = new ErasureHours(run, Person, options.Mode, journal);
        for (var pass = 1; ; pass++)
        {
            var changed = 0L;
            foreach (var edit in Edits())
            {
                changed += (await Layers.RewriteAsync(edit, journal, cancellationToken)).Sum(item => item.Items);
            }

            changed += await hours.EraseAsync(cancellationToken);
            if (changed == 0)
            {
                break;
            }

            if (pass == maxPasses)
            {
                _problems.Add("Events of the person kept arriving. Stop their producer, let the workers settle, and erase again.");
                break;
            }
        }

        await RawMarks.RenewAsync(run.Store, raw, journal.Receipt, cancellationToken);
        if (await EditAlertFileAsync(isWritten: true, cancellationToken) is { } file)
        {
            journal.Note(new ErasedObject { Layer = "alerts", Key = file.Name, Before = file.Before, After = file.After, Items = file.Alerts });
            await journal.SaveAsync(cancellationToken);
        }

        await RenewDimensionsAsync(journal, compactor, hours.Replaced, cancellationToken);
    }

    // Old versions go when query engines look into the new ones.
    private async Task RenewDimensionsAsync(
        ErasureJournal journal, Func<Compactor> compactor, IEnumerable<OldVersions> replaced, CancellationToken cancellationToken)
    {
        var tables = new SortedSet<string>(StringComparer.Ordinal);
        await foreach (var info in run.Store.ListAsync("curated/", cancellationToken))
        {
            tables.Add(string.Join('/', info.Key.Value.Split('/')[..2]) + "/");
        }

        // Hours of facts were listed one by one, and engagement holds nobody.
        var old = tables.Where(table => table is not (LakeLayout.FactClicks or LakeLayout.Engagement))
            .Select(table => new OldVersions(run.Store, table, isReplaced: false)).ToList();
        foreach (var table in old)
        {
            await table.ListAsync(cancellationToken);
        }

        await CompactAsync(compactor, cancellationToken);
        foreach (var table in replaced.Concat(old))
        {
            await table.RemoveAsync(journal, cancellationToken);
        }
    }

    private async Task CompactAsync(Func<Compactor> compactor, CancellationToken cancellationToken)
    {
        var result = await compactor().CompactAsync(options.Compaction, null, cancellationToken);
        foreach (var part in result.Parts.Where(part => part.Outcome == CompactOutcome.Failed))
        {
            var problem = $"{part.Table} {part.Hour} could not be brought up to date and may hold the person: {part.Error}";
            if (!_problems.Contains(problem))
            {
                _problems.Add(problem);
            }
        }
    }

    private IEnumerable<ItemEdit> Edits() =>
    [
        new RawEdit(Person, options.Mode, raw.Prefix), new LandingEdit(Person, options.Mode),
        new QuarantineEdit(Person, options.Mode, LakeLayout.Quarantine), new QuarantineEdit(Person, options.Mode, LakeLayout.AlertQuarantine),
        new AlertEdit(Person, options.Mode, LakeLayout.AlertCopies), new AlertEdit(Person, options.Mode, LakeLayout.DeadLetters),
    ];

    private async Task<AlertFileChange?> EditAlertFileAsync(bool isWritten, CancellationToken cancellationToken) =>
        alertFile is null ? null : await alertFile(new AlertEdit(Person, options.Mode, LakeLayout.AlertCopies).Edited, isWritten, cancellationToken);

    private IEnumerable<Tombstone> StonesOf(byte[] salt, ErasureReceipt receipt)
    {
        var ids = _anonymous.Select(id => (Kind: PersonIdKind.Anonymous, Id: id)).Concat(_sessions.Select(id => (Kind: PersonIdKind.Session, Id: id)));
        return ids.Prepend((Kind: PersonIdKind.User, Id: Person.User)).Select(id => new Tombstone
        {
            Erasure = receipt.Id,
            Kind = id.Kind,
            Hash = Tombstones.HashOf(salt, id.Kind, id.Id),
            Before = receipt.Requested,
            Pseudonym = options.Mode == ErasureMode.Pseudonymise ? Person.PseudonymOf(id.Kind, id.Id) : null,
        });
    }
}
