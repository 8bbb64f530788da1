using System.Runtime.InteropServices;
using Clickstream.Core.Hashing;
using Clickstream.Core.Streams;

namespace Clickstream.Core.Aggregation;

/// <summary>
/// Checks the digests of the aggregated records of a page, some at a time, which costs a quarter of checking one after the other. Reused from page to
/// page; records are asked for in order. Not thread-safe.
/// </summary>
public sealed class AggregateDigests
{
    private const int Together = 8; // As many as there are lanes; their 400 KB are still in the second-level cache when they are read.

    private readonly List<ReadOnlyMemory<byte>> _messages = new(Together);
    private readonly byte[] _digests = new byte[Together * AggregateFormat.DigestBytes];
    private readonly bool[] _isIntact = new bool[Together];
    private IReadOnlyList<StreamRecord> _page = [];
    private int _first;
    private int _count;

    /// <summary>Begins a page.</summary>
    public void Begin(IReadOnlyList<StreamRecord> page) => (_page, _first, _count) = (page, 0, 0);

    /// <summary>Whether a record has the frame of an aggregated record and the digest of what is in it.</summary>
    /// <param name="place">Its place in the page; not before the one asked for last.</param>
    public bool IsIntact(int place)
    {
        if (place >= _first + _count)
        {
            Check(place);
        }

        return _isIntact[place - _first];
    }

    private void Check(int first)
    {
        (_first, _count) = (first, Math.Min(Together, _page.Count - first));
        for (var i = 0; i < _count; i++)
        {
            var data = _page[first + i].Data;
            _isIntact[i] = AggregateFormat.HasFrame(data.Span);
            if (_isIntact[i])
            {
                _messages.Add(data[AggregateFormat.Message]);
            }
        }

        Md5Lanes.HashData(CollectionsMarshal.AsSpan(_messages), _digests);
        _messages.Clear();
        var digests = _digests.AsSpan();
        for (var i = 0; i < _count; i++)
        {
            if (_isIntact[i])
            {
                _isIntact[i] = _page[first + i].Data.Span.EndsWith(digests[..AggregateFormat.DigestBytes]);
                digests = digests[AggregateFormat.DigestBytes..];
            }
        }
    }
}
