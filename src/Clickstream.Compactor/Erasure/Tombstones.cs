using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Clickstream.Core.Events;
using Clickstream.Core.Lake;
using Clickstream.Core.Objects;
using Clickstream.Core.Privacy;

namespace Clickstream.Compactor.Erasure;

/// <summary>
/// Keeps those who were erased out of the tables, when late micro-batches, replays of raw or the quarantine bring their events again. One for each
/// version in the making; several readers may ask at the same time.
/// </summary>
internal sealed class Tombstones
{
    private static readonly ObjectKey Key = new($"{LakeLayout.Audit}erasures/tombstones.json");

    private readonly Dictionary<string, Tombstone> _byHash;
    private readonly byte[] _salt;
    private readonly Lock _lock = new();
    private readonly Dictionary<(PersonIdKind Kind, string Id), Tombstone?> _known = [];
    private readonly HashSet<(string Erasure, string Hash)> _all;
    private readonly bool _hasLinks;

    private Tombstones(TombstoneList list)
    {
        _salt = Convert.FromHexString(list.Salt);
        _byHash = [];
        foreach (var stone in list.Tombstones)
        {
            _byHash[stone.Hash] = stone;
        }

        _all = [.. list.Tombstones.Select(stone => (stone.Erasure, stone.Hash))];
        _hasLinks = list.Tombstones.Any(stone => stone.Kind != PersonIdKind.User);
    }

    /// <summary>Nobody was erased.</summary>
    public static Tombstones None { get; } = new(new TombstoneList { Salt = string.Empty, Tombstones = [] });

    /// <summary>Whether nobody was erased, so nothing needs to be looked up.</summary>
    public bool IsEmpty => _byHash.Count == 0;

    /// <summary>Reads them. To be called behind the read of the manifest that a version is to replace: an erasure that comes later replaces that manifest.</summary>
    /// <exception cref="UnknownFormatException">They are damaged.</exception>
    public static async Task<Tombstones> ReadAsync(IObjectStore store, CancellationToken cancellationToken) =>
        await store.GetAsync(Key, cancellationToken) is { } stored ? new Tombstones(Parse(stored)) : None;

    /// <summary>Whether somebody was erased since these were read, be it once more.</summary>
    public async Task<bool> HaveChangedAsync(IObjectStore store, CancellationToken cancellationToken) =>
        !(await ReadAsync(store, cancellationToken))._all.SetEquals(_all);

    /// <summary>Adds tombstones that are not there yet.</summary>
    /// <param name="store">Where they are.</param>
    /// <param name="make">Makes them with the salt.</param>
    /// <param name="cancellationToken">Aborts.</param>
    public static async Task AddAsync(IObjectStore store, Func<byte[], IEnumerable<Tombstone>> make, CancellationToken cancellationToken)
    {
        const int Attempts = 20;
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var stored = await store.GetAsync(Key, cancellationToken);
            var list = stored is null ? NewList() : Parse(stored);
            var known = list.Tombstones.Select(stone => (stone.Erasure, stone.Hash)).ToHashSet();
            var added = make(Convert.FromHexString(list.Salt)).Where(stone => known.Add((stone.Erasure, stone.Hash))).ToList();
            var json = JsonSerializer.SerializeToUtf8Bytes(
                list with { Tombstones = [.. list.Tombstones, .. added] }, TombstoneJson.Default.TombstoneList);
            if (added.Count == 0
                || (stored is null
                    ? await store.PutIfAbsentAsync(Key, json, cancellationToken)
                    : await store.PutIfMatchAsync(Key, json, stored.ETag, cancellationToken)) is not null)
            {
                return;
            }
        }

        throw new IOException($"{Key} was changed by others {Attempts} times in a row. Try again.");
    }

    /// <summary>The salt of this lake; makes the list if there is none.</summary>
    public static async Task<byte[]> SaltAsync(IObjectStore store, CancellationToken cancellationToken)
    {
        var stored = await store.GetAsync(Key, cancellationToken);
        if (stored is null)
        {
            await store.PutIfAbsentAsync(Key, JsonSerializer.SerializeToUtf8Bytes(NewList(), TombstoneJson.Default.TombstoneList), cancellationToken);
            stored = await store.GetAsync(Key, cancellationToken) ?? throw new IOException($"{Key} was removed.");
        }

        return Convert.FromHexString(Parse(stored).Salt);
    }

    /// <summary>The hash of an id.</summary>
    public static string HashOf(byte[] salt, PersonIdKind kind, string id) =>
        Convert.ToHexStringLower(SHA256.HashData([.. salt, (byte)kind, .. Encoding.UTF8.GetBytes(id)]));

    /// <summary>Looks at an event that is about to be taken in; one that is to be pseudonymised is changed in place.</summary>
    /// <returns>Whether it is to be left out.</returns>
    public bool Apply(EventBatch batch, ref EventRow row)
    {
        if (IsEmpty)
        {
            return false;
        }

        var (user, anonymous, session) = (
            Find(PersonIdKind.User, batch, row.UserId, in row),
            _hasLinks ? Find(PersonIdKind.Anonymous, batch, row.AnonymousId, in row) : null,
            _hasLinks ? Find(PersonIdKind.Session, batch, row.SessionId, in row) : null);

        // A device that others sign in with too is theirs then.
        if (user is null && (row.UserId.Length > 0 || (anonymous is null && session is null)))
        {
            return false;
        }

        if ((user ?? anonymous ?? session)!.Pseudonym is null)
        {
            return true;
        }

        row.UserId = Replaced(batch, row.UserId, user);
        row.AnonymousId = Replaced(batch, row.AnonymousId, anonymous);
        row.SessionId = Replaced(batch, row.SessionId, session);
        return false;
    }

    private static TextSlice Replaced(EventBatch batch, TextSlice text, Tombstone? stone) =>
        stone?.Pseudonym is { } pseudonym ? batch.AddText(Encoding.UTF8.GetBytes(pseudonym)) : text;

    private Tombstone? Find(PersonIdKind kind, EventBatch batch, TextSlice id, in EventRow row)
    {
        if (id.Length <= 0)
        {
            return null;
        }

        var text = batch.GetString(id)!;
        Tombstone? found;
        lock (_lock)
        {
            if (!_known.TryGetValue((kind, text), out found))
            {
                _byHash.TryGetValue(HashOf(_salt, kind, text), out found);
                _known.Add((kind, text), found);
            }
        }

        return found is not null && row.Time.ToDateTimeOffset() < found.Before ? found : null;
    }

    private static TombstoneList NewList() => new() { Salt = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)), Tombstones = [] };

    private static TombstoneList Parse(StoredObject stored)
    {
        try
        {
            var list = JsonSerializer.Deserialize(stored.Content.Span, TombstoneJson.Default.TombstoneList) ?? throw new JsonException("It is null.");
            return list.Format <= TombstoneList.CurrentFormat
                ? list
                : throw new UnknownFormatException($"{Key} has format {list.Format}; this program reads up to {TombstoneList.CurrentFormat}.");
        }
        catch (Exception fault) when (fault is JsonException or FormatException)
        {
            throw new UnknownFormatException(
                $"{Key} is damaged: {fault.Message} It is not ignored, since erased persons would come back. Restore it.", fault);
        }
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UseStringEnumConverter = true,
    WriteIndented = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(TombstoneList))]
internal sealed partial class TombstoneJson : JsonSerializerContext;
