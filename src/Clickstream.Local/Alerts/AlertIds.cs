using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Clickstream.Local.Alerts;

/// <summary>The ids that are in the file of alerts, as 128 bits of their hash: a million take about 40 MB.</summary>
internal sealed class AlertIds
{
    private readonly HashSet<UInt128> _ids = [];

    /// <summary>Bytes of the file that were read.</summary>
    public long ReadTo { get; private set; }

    public bool Contains(string id) => _ids.Contains(HashOf(id));

    /// <summary>Notes a line.</summary>
    public void Add(string? id, int bytes)
    {
        ReadTo += bytes;
        if (id is not null)
        {
            _ids.Add(HashOf(id));
        }
    }

    public void Forget()
    {
        _ids.Clear();
        ReadTo = 0;
    }

    private static UInt128 HashOf(string id)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(id), hash);
        return BinaryPrimitives.ReadUInt128BigEndian(hash);
    }
}
