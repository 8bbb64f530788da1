namespace Clickstream.Core.Decoding;

/// <summary>An item that is too large to be kept: its beginning, and how far it reaches.</summary>
/// <param name="offset">Where it begins.</param>
/// <param name="isNested">Whether its end is where its brackets are closed; else it is the end of the line.</param>
internal sealed class OversizedItem(long offset, bool isNested)
{
    private readonly byte[] _head = new byte[InputReader.MaxKeptBytes];
    private int _kept;
    private int _depth;
    private bool _inText;
    private bool _afterBackslash;

    /// <summary>Where it begins.</summary>
    public long Offset => offset;

    /// <summary>Bytes passed.</summary>
    public long Length { get; private set; }

    /// <summary>Its first bytes.</summary>
    public ReadOnlyMemory<byte> Head => _head.AsMemory(0, _kept);

    /// <summary>Passes bytes.</summary>
    /// <param name="bytes">What there is.</param>
    /// <param name="isComplete">Whether the end was among them.</param>
    /// <returns>Bytes that belong to it.</returns>
    public int Take(ReadOnlySpan<byte> bytes, out bool isComplete)
    {
        var end = isNested ? FindEnd(bytes) : bytes.IndexOf((byte)'\n');
        isComplete = end >= 0;
        var taken = isComplete ? bytes[..end] : bytes;
        var kept = Math.Min(taken.Length, _head.Length - _kept);
        taken[..kept].CopyTo(_head.AsSpan(_kept));
        _kept += kept;
        Length += taken.Length;
        return taken.Length;
    }

    private int FindEnd(ReadOnlySpan<byte> bytes)
    {
        for (var i = 0; i < bytes.Length; i++)
        {
            var letter = bytes[i];
            if (_inText)
            {
                if (letter == '\n')
                {
                    return i; // No string goes over a line: it is damaged.
                }

                _inText = letter != '"' || _afterBackslash;
                _afterBackslash = letter == '\\' && !_afterBackslash;
            }
            else if (letter == '"')
            {
                _inText = true;
            }
            else if (letter is (byte)'{' or (byte)'[')
            {
                _depth++;
            }
            else if (letter is (byte)'}' or (byte)']' && --_depth <= 0)
            {
                return _depth < 0 ? i : i + 1;
            }
        }

        return -1;
    }
}
