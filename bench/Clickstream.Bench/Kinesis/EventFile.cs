namespace Clickstream.Bench.Kinesis;

/// <summary>The events of all contestants: one file of lines, which ours and the scripts read in the same way.</summary>
internal static class EventFile
{
    /// <summary>Bytes read at once: what is cut from a block keeps it alive, and a larger one would be collected late.</summary>
    private const int BlockBytes = 64 * 1024;

    /// <summary>Puts the lines of all raw files of a data folder into one file, the empty ones left out.</summary>
    /// <returns>How many there are.</returns>
    public static async Task<long> PrepareAsync(string data, string path)
    {
        long lines = 0;
        await using var content = File.Create(path);
        foreach (var file in Directory.GetFiles(Path.Combine(data, "raw"), "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            foreach (var line in Lines(file))
            {
                await content.WriteAsync(line);
                content.WriteByte((byte)'\n');
                lines++;
            }
        }

        return lines;
    }

    /// <summary>Copies the first lines of a file into another one.</summary>
    public static async Task TakeAsync(string from, string to, long lines)
    {
        await using var content = File.Create(to);
        foreach (var line in Lines(from))
        {
            if (lines-- <= 0)
            {
                break;
            }

            await content.WriteAsync(line);
            content.WriteByte((byte)'\n');
        }
    }

    /// <summary>The lines of a file that are not empty, without their ends. They stay valid.</summary>
    public static IEnumerable<ReadOnlyMemory<byte>> Lines(string path)
    {
        using var content = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 0);
        var block = new byte[BlockBytes];
        var kept = 0;
        while (content.Read(block, kept, block.Length - kept) is > 0 and var read)
        {
            var rest = block.AsMemory(0, kept + read);
            for (int end; (end = rest.Span.IndexOf((byte)'\n')) >= 0; rest = rest[(end + 1)..])
            {
                if (end > 0)
                {
                    yield return rest[..end];
                }
            }

            kept = rest.Length;
            block = new byte[Math.Max(BlockBytes, kept * 2)];
            rest.CopyTo(block);
        }

        if (kept > 0)
        {
            yield return block.AsMemory(0, kept);
        }
    }
}
