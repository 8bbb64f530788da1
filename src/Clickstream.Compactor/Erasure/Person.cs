using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Clickstream.Core.Events;
using Clickstream.Core.Privacy;

namespace Clickstream.Compactor.Erasure;

/// <summary>Whose events are erased: a user, and the devices and visits that are linked to them.</summary>
internal sealed class Person
{
    private readonly byte[] _salt;
    private readonly byte[] _user;
    private readonly HashSet<string> _anonymous;
    private readonly HashSet<string> _sessions;
    private readonly PersonText _text;

    /// <param name="user">The user id.</param>
    /// <param name="salt">Makes the pseudonyms; the same in every run of an erasure.</param>
    /// <param name="anonymous">Linked anonymous ids.</param>
    /// <param name="sessions">Linked sessions.</param>
    public Person(string user, byte[] salt, IEnumerable<string> anonymous, IEnumerable<string> sessions)
    {
        User = user;
        _salt = salt;
        _user = Encoding.UTF8.GetBytes(user);
        _anonymous = new HashSet<string>(anonymous, StringComparer.Ordinal);
        _sessions = new HashSet<string>(sessions, StringComparer.Ordinal);
        _text = new PersonText(user, PseudonymOf);
    }

    /// <summary>The user id.</summary>
    public string User { get; }

    /// <summary>Whether events without a user may be theirs.</summary>
    public bool HasLinks => _anonymous.Count + _sessions.Count > 0;

    /// <summary>What an id of theirs becomes; null if it is not theirs. It cannot be turned back, and nobody makes it without the salt.</summary>
    public string? PseudonymOf(PersonIdKind kind, string id)
    {
        var isTheirs = kind switch
        {
            PersonIdKind.User => id == User,
            PersonIdKind.Anonymous => _anonymous.Contains(id),
            _ => _sessions.Contains(id),
        };
        return isTheirs ? $"erased-{Convert.ToHexStringLower(HMACSHA256.HashData(_salt, (byte[])[(byte)kind, .. Encoding.UTF8.GetBytes(id)]).AsSpan(0, 8))}" : null;
    }

    /// <summary>Whether bytes may hold something of theirs: cheap, and never wrongly no.</summary>
    public bool MayBeIn(ReadOnlySpan<byte> text) => HasLinks || text.IndexOf(_user) >= 0 || text.Contains((byte)'\\');

    /// <summary>Whether an event is theirs. One of another user is not, whatever the device.</summary>
    public bool Owns(EventBatch batch, in EventRow row) => row.UserId.Length > 0
        ? batch.Text(row.UserId).SequenceEqual(_user)
        : HasLinks && (IsIn(_anonymous, batch, row.AnonymousId) || IsIn(_sessions, batch, row.SessionId));

    /// <summary>Replaces their ids in an event of theirs.</summary>
    public void Pseudonymise(EventBatch batch, ref EventRow row)
    {
        row.UserId = Replaced(PersonIdKind.User, batch, row.UserId);
        row.AnonymousId = Replaced(PersonIdKind.Anonymous, batch, row.AnonymousId);
        row.SessionId = Replaced(PersonIdKind.Session, batch, row.SessionId);
        for (var i = row.MetadataStart; i < row.MetadataStart + row.MetadataCount; i++)
        {
            var entry = batch.Metadata[i];
            if (batch.Text(entry.Value).SequenceEqual(_user))
            {
                batch.SetMetadata(i, entry with { Value = Replaced(PersonIdKind.User, batch, entry.Value) });
            }
        }
    }

    /// <summary>Copies the text of an input with their ids replaced.</summary>
    /// <returns>How many were found.</returns>
    public int ReplaceIn(ReadOnlySpan<byte> text, IBufferWriter<byte> to) => _text.Replace(text, to);

    private static bool IsIn(HashSet<string> ids, EventBatch batch, TextSlice id) => id.Length > 0 && ids.Contains(batch.GetString(id)!);

    private TextSlice Replaced(PersonIdKind kind, EventBatch batch, TextSlice id) =>
        id.Length > 0 && PseudonymOf(kind, batch.GetString(id)!) is { } pseudonym ? batch.AddText(Encoding.UTF8.GetBytes(pseudonym)) : id;
}
