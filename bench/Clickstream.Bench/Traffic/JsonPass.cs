using System.Text.Json;
using Clickstream.Bench.Measuring;

namespace Clickstream.Bench.Traffic;

/// <summary>
/// The limit of everything that reads events: one thread that lets <see cref="Utf8JsonReader"/> pass over every line of raw files,
/// and keeps nothing.
/// The generator's malformed lines, 2 in 1,000, cost it an exception each.
/// </summary>
internal static class JsonPass
{
    public const string Name = "json";

    private const int BufferBytes = 4 * 1024 * 1024; // Many times the longest line.

    /// <summary>Arguments: data folder with raw files.</summary>
    public static Task<Usage> RunAsync(string[] args)
    {
        var files = Directory.GetFiles(Path.Combine(args[0], "raw"), "*.json", SearchOption.AllDirectories);
        var buffer = new byte[BufferBytes];
        var start = TimeProvider.System.GetTimestamp();
        var (lines, bytes, tokens) = (0L, 0L, 0L);
        foreach (var file in files)
        {
            using var content = File.OpenRead(file);
            var kept = 0;
            int read;
            while ((read = content.Read(buffer, kept, buffer.Length - kept)) > 0)
            {
                bytes += read;
                var rest = buffer.AsSpan(0, kept + read);
                for (int end; (end = rest.IndexOf((byte)'\n')) >= 0; rest = rest[(end + 1)..])
                {
                    lines++;
                    tokens += CountTokens(rest[..end]);
                }

                kept = rest.Length;
                rest.CopyTo(buffer);
            }
        }

        return Task.FromResult(Usage.OfThisProcess(TimeProvider.System.GetElapsedTime(start), new Dictionary<string, double>
        {
            [Figures.Events] = lines,
            [Figures.Bytes] = bytes,
            ["tokens"] = tokens,
        }));
    }

    private static int CountTokens(ReadOnlySpan<byte> line)
    {
        var reader = new Utf8JsonReader(line);
        var tokens = 0;
        try
        {
            while (reader.Read())
            {
                tokens++;
            }
        }
        catch (JsonException)
        {
            // A malformed line, as the generator makes them: it ends here.
        }

        return tokens;
    }
}
