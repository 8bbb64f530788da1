using System.Buffers;

namespace Clickstream.Local.Alerts;

/// <summary>
/// The file of alerts while this process alone writes it. Knows which ids are in it, once somebody asks:
/// it then reads only what was added since it last looked.
/// </summary>
internal sealed class AlertFile : IDisposable
{
    private const int BlockBytes = 64 * 1024;

    private readonly FileStream _turn;
    private readonly FileStream _file;
    private readonly AlertIds _ids;

    /// <summary>Opens the file.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="turn">The lock that is held, released with this.</param>
    /// <param name="ids">What is known of it.</param>
    public AlertFile(string path, FileStream turn, AlertIds ids)
    {
        _turn = turn;
        _ids = ids;
        _file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
    }

    /// <summary>Reads the ids that were added since the last time.</summary>
    public AlertIds ReadNewIds()
    {
        var line = new ArrayBufferWriter<byte>();
        var block = new byte[BlockBytes];
        if (_ids.ReadTo > _file.Length)
        {
            _ids.Forget(); // Somebody has cut or replaced the file.
        }

        var position = _ids.ReadTo;
        int read;
        while ((read = RandomAccess.Read(_file.SafeFileHandle, block, position)) > 0)
        {
            position += read;
            ReadLines(block.AsSpan(0, read), line);
        }

        return _ids;
    }

    /// <summary>Appends whole lines in one write.</summary>
    public void Append(ReadOnlySpan<byte> lines) => RandomAccess.Write(_file.SafeFileHandle, lines, _file.Length);

    /// <summary>
    /// Makes the file end with a whole line. What a killed process left without a line end was never confirmed, so it will come again:
    /// it is cut off, unless it is a whole alert.
    /// </summary>
    public void Heal()
    {
        if (EndsWithWholeLine())
        {
            return;
        }

        var tail = LastLine();
        if (AlertLine.IdOf(tail) is not null)
        {
            Append("\n"u8);
        }
        else
        {
            _file.SetLength(_file.Length - tail.Length);
        }
    }

    public void Dispose()
    {
        _file.Dispose();
        _turn.Dispose();
    }

    private void ReadLines(ReadOnlySpan<byte> block, ArrayBufferWriter<byte> line)
    {
        for (var end = block.IndexOf((byte)'\n'); end >= 0; end = block.IndexOf((byte)'\n'))
        {
            line.Write(block[..end]);
            _ids.Add(AlertLine.IdOf(line.WrittenSpan), line.WrittenCount + 1);
            line.ResetWrittenCount();
            block = block[(end + 1)..];
        }

        line.Write(block);
    }

    private bool EndsWithWholeLine()
    {
        var length = _file.Length;
        Span<byte> last = stackalloc byte[1];
        return length == 0 || (RandomAccess.Read(_file.SafeFileHandle, last, length - 1) == 1 && last[0] == (byte)'\n');
    }

    /// <summary>What is behind the last line end.</summary>
    private byte[] LastLine()
    {
        var start = _file.Length;
        var tail = Array.Empty<byte>();
        while (start > 0)
        {
            var size = (int)Math.Min(BlockBytes, start);
            var block = new byte[size];
            start -= size;
            RandomAccess.Read(_file.SafeFileHandle, block, start);
            var end = block.AsSpan().LastIndexOf((byte)'\n');
            tail = [.. block.AsSpan(end + 1), .. tail];
            if (end >= 0)
            {
                break;
            }
        }

        return tail;
    }
}
