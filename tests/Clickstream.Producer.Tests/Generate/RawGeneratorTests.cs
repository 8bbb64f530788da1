using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Clickstream.Core.Decoding;
using Clickstream.Core.Events;
using Clickstream.Producer.Generate;

namespace Clickstream.Producer.Tests.Generate;

public sealed class RawGeneratorTests
{
    private static readonly GenerateOptions Small = new() { Events = 5_000, Hours = 3, Seed = 3 };

    [Fact]
    public async Task The_same_options_make_the_same_bytes()
    {
        var first = await DigestAsync(Small);
        Assert.Equal(first, await DigestAsync(Small));
        Assert.NotEqual(first, await DigestAsync(Small with { Seed = 4 }));
    }

    [Fact]
    public async Task The_bytes_of_a_seed_are_those_of_every_build()
    {
        // If this changes, people's seeds mean other traffic than before: say so in the release notes, then put the new digest here.
        Assert.Equal("E1009B897D4AA7EE", (await DigestAsync(Small, raw: true))[..16]);
    }

    [Fact]
    public async Task Compressed_files_hold_the_same_inputs()
    {
        Assert.Equal(await DigestAsync(Small, raw: true), await DigestAsync(Small with { Gzip = true }, raw: true));
    }

    [Fact]
    public async Task Running_again_writes_nothing()
    {
        using var folder = new DataFolder();
        var first = await new RawGenerator(Small, folder.Objects, TimeProvider.System).RunAsync(null, DataFolder.Deadline);
        var before = await folder.ListAsync(string.Empty);
        var second = await new RawGenerator(Small, folder.Objects, TimeProvider.System).RunAsync(null, DataFolder.Deadline);

        Assert.False(first.WasComplete);
        Assert.True(second.WasComplete);
        Assert.Equal(before, await folder.ListAsync(string.Empty));
        Assert.Equal(first.Oracle.ToJson(), second.Oracle.ToJson());
    }

    [Fact]
    public async Task A_seed_with_other_options_is_refused()
    {
        using var folder = new DataFolder();
        await new RawGenerator(Small, folder.Objects, TimeProvider.System).RunAsync(null, DataFolder.Deadline);
        var other = new RawGenerator(Small with { Events = 5_001 }, folder.Objects, TimeProvider.System);
        var refusal = await Assert.ThrowsAsync<OtherTrafficException>(() => other.RunAsync(null, DataFolder.Deadline));
        Assert.Contains("another seed", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stopped_half_way_and_run_again_it_makes_what_it_would_have_made()
    {
        using var folder = new DataFolder();
        using var stop = new CancellationTokenSource();
        var uploads = 0;
        var stopping = new HookedStore(folder.Objects)
        {
            BeforeUpload = () =>
            {
                if (Interlocked.Increment(ref uploads) > 5)
                {
                    stop.Cancel();
                }
            },
        };
        var cut = new RawGenerator(Small, stopping, TimeProvider.System);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cut.RunAsync(null, stop.Token));
        Assert.Empty(await folder.ListAsync(Oracle.Prefix));

        await new RawGenerator(Small, folder.Objects, TimeProvider.System).RunAsync(null, DataFolder.Deadline);
        Assert.Equal(await DigestAsync(Small), await DigestAsync(folder, string.Empty));
    }

    [Fact]
    public void Wrong_options_are_named_all_at_once()
    {
        using var folder = new DataFolder();
        var start = new DateTimeOffset(2026, 3, 1, 0, 7, 0, TimeSpan.Zero);
        var wrong = new GenerateOptions { Events = 0, Hours = -1, LateShare = 2, Start = start };
        var problem = Assert.Throws<ArgumentException>(() => new RawGenerator(wrong, folder.Objects, TimeProvider.System)).Message;
        Assert.All(new[] { "Events", "Hours", "LateShare", "Start" }, name => Assert.Contains(name, problem, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Every_kind_of_malformed_line_is_one_input_with_its_reason()
    {
        var buffer = new byte[TrafficLane.MaxLineBytes];
        for (var kind = 0; kind < MalformedLines.Count; kind++)
        {
            var writer = new LineWriter(buffer);
            var expected = MalformedLines.Write(kind, 123, ref writer);
            var line = buffer.AsSpan(0, writer.Length).ToArray();
            byte[] neighbour = [.. "{\"event_type\":\"view\",\"event_timestamp\":1772323200000,\"user_id\":\"u\"}\n"u8];
            var found = await ReasonsAsync([.. neighbour, .. line, .. line, .. neighbour]);
            Assert.Equal([RejectionReason.None, expected, expected, RejectionReason.None], found);
            Assert.Equal([expected], await ReasonsAsync(line[..^1])); // As the worker sees it: alone in its record.
        }
    }

    private static async Task<List<RejectionReason>> ReasonsAsync(byte[] content)
    {
        var decoder = new EventDecoder(DecoderOptions.Default);
        var reasons = new List<RejectionReason>();
        await using var reader = InputReader.Open(new MemoryStream(content), DecoderOptions.Default);
        while (await reader.ReadAsync(DataFolder.Deadline))
        {
            reasons.Add(reader.Problem != RejectionReason.None ? reader.Problem : decoder.Decode(reader.Item.Span, new EventBatch()));
        }

        return reasons;
    }

    private static async Task<string> DigestAsync(GenerateOptions options, bool raw = false)
    {
        using var folder = new DataFolder();
        await new RawGenerator(options, folder.Objects, TimeProvider.System).RunAsync(null, DataFolder.Deadline);
        return await DigestAsync(folder, raw ? "raw/" : string.Empty);
    }

    private static async Task<string> DigestAsync(DataFolder folder, string prefix)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var info in await folder.ListAsync(prefix))
        {
            var content = (await folder.Objects.GetAsync(info.Key, DataFolder.Deadline))!.Content.ToArray();
            hash.AppendData(Encoding.UTF8.GetBytes(info.Key.Value.Replace(".gz", string.Empty, StringComparison.Ordinal)));
            hash.AppendData(info.Key.Value.EndsWith(".gz", StringComparison.Ordinal) ? Inflate(content) : content);
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    }

    private static byte[] Inflate(byte[] content)
    {
        using var zip = new GZipStream(new MemoryStream(content), CompressionMode.Decompress);
        using var plain = new MemoryStream();
        zip.CopyTo(plain);
        return plain.ToArray();
    }
}
