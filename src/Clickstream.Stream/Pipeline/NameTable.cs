using System.Text;

namespace Clickstream.Stream.Pipeline;

/// <summary>
/// Small numbers for few distinct names, without allocating for a name that is known. Beyond its limit every new name is number 0, "other".
/// </summary>
internal sealed class NameTable
{
    private readonly int _limit;
    private readonly string _other;
    private readonly List<string> _names = [];
    private ulong[] _hashes = new ulong[16];
    private byte[] _indexes = new byte[16];

    /// <summary>Creates a table of at most 255 names besides "other".</summary>
    public NameTable(int limit, string other)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, byte.MaxValue);
        _limit = limit;
        _other = other;
        _names.Add(other);
    }

    /// <summary>The names, in the order of their numbers; the first is "other".</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>The number of a name; an empty name is called <paramref name="ifEmpty"/>.</summary>
    public int IndexOf(ReadOnlySpan<byte> name, ReadOnlySpan<byte> ifEmpty)
    {
        name = name.IsEmpty ? ifEmpty : name;
        var hash = Fingerprint.Of(name) | 1; // 0 marks a free slot.
        var mask = _hashes.Length - 1;
        var slot = (int)(hash >> 32) & mask;
        while (_hashes[slot] != 0)
        {
            if (_hashes[slot] == hash)
            {
                return _indexes[slot];
            }

            slot = (slot + 1) & mask;
        }

        return _names.Count > _limit ? 0 : Add(Encoding.UTF8.GetString(name), hash);
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write((byte)(_names.Count - 1));
        foreach (var name in _names.Skip(1))
        {
            writer.Write(name);
        }
    }

    public static NameTable Load(BinaryReader reader, int limit, string other)
    {
        var table = new NameTable(limit, other);
        for (var left = reader.ReadByte(); left > 0; left--)
        {
            var name = reader.ReadString();
            table.Add(name, Fingerprint.Of(Encoding.UTF8.GetBytes(name)) | 1);
        }

        return table;
    }

    private int Add(string name, ulong hash)
    {
        var index = name == _other ? 0 : _names.Count;
        if (index > 0)
        {
            _names.Add(name);
        }
        else
        {
            return 0;
        }

        if (_names.Count * 2 > _hashes.Length)
        {
            Grow();
        }

        Place(hash, (byte)index);
        return index;
    }

    private void Place(ulong hash, byte index)
    {
        var mask = _hashes.Length - 1;
        var slot = (int)(hash >> 32) & mask;
        while (_hashes[slot] != 0)
        {
            slot = (slot + 1) & mask;
        }

        (_hashes[slot], _indexes[slot]) = (hash, index);
    }

    private void Grow()
    {
        var (hashes, indexes) = (_hashes, _indexes);
        (_hashes, _indexes) = (new ulong[hashes.Length * 2], new byte[hashes.Length * 2]);
        for (var i = 0; i < hashes.Length; i++)
        {
            if (hashes[i] != 0)
            {
                Place(hashes[i], indexes[i]);
            }
        }
    }
}
