using System.Buffers;
using System.IO.Compression;
using System.Text;
using Clickstream.Core.Decoding;
using Clickstream.Core.Events;

namespace Clickstream.Core.Tests.Decoding;

public sealed class InputReaderTests
{
    private const int MiB = 1024 * 1024;

    [Fact]
    public async Task Two_gzip_members_are_one_input()
    {
        var items = await ReadAsync([.. Pack("{\"a\":1}\n{\"b\":"), .. Pack("2}\n")]);
        Assert.Equal(["None 0 0 {\"a\":1}", "None 1 8 {\"b\":2}"], items);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(9)]
    [InlineData(2000)]
    public async Task A_gzip_file_that_is_cut_off_gives_its_whole_lines_and_then_the_damage(int missing)
    {
        var lines = Enumerable.Range(0, 20_000).Select(i => $"{{\"n\":{i},\"x\":\"{i * 7919L % 10007:x}\"}}").ToArray();
        var packed = Pack(string.Join('\n', lines) + "\n");
        var items = await ReadAsync(packed[..^missing]);
        Assert.StartsWith($"CorruptCompression {items.Count - 1} ", items[^1], StringComparison.Ordinal);
        Assert.InRange(items.Count, 15_000, 20_001);
        Assert.Equal(lines.Take(items.Count - 1), items.SkipLast(1).Select(item => item[item.IndexOf('{', StringComparison.Ordinal)..]));
    }

    [Fact]
    public async Task A_gzip_file_with_a_wrong_checksum_or_followed_by_garbage_is_corrupt()
    {
        var packed = Pack("{\"a\":1}\n");
        packed[^8] ^= 1;
        Assert.StartsWith("CorruptCompression", (await ReadAsync(packed))[^1], StringComparison.Ordinal);
        Assert.Equal(["None 0 0 {\"a\":1}", "CorruptCompression 1 8 "], await ReadAsync([.. Pack("{\"a\":1}\n"), .. "garbage"u8]));
    }

    [Fact]
    public async Task An_empty_file_has_no_items()
    {
        Assert.Empty(await ReadAsync([]));
        Assert.Empty(await ReadAsync(Pack(string.Empty)));
        Assert.Empty(await ReadAsync([0xEF, 0xBB, 0xBF]));
    }

    [Fact]
    public async Task A_binary_file_named_json_is_one_damaged_item_for_each_line()
    {
        var items = await ReadAsync([0x7F, 0x45, 0x4C, 0x46, 0, 1, 0x0A, 0xFF, 0xFE, 0x1F]);
        Assert.Equal(["MalformedJson 0 0", "MalformedJson 1 7"], items.Select(item => string.Join(' ', item.Split(' ')[..3])));
    }

    [Fact]
    public async Task A_single_line_of_100_MB_is_one_item_in_bounded_memory()
    {
        const long Length = 100_000_000;
        await using var reader = InputReader.Open(new LongLine(Length, "\n{\"b\":2}\n"u8.ToArray()), DecoderOptions.Default);
        Assert.True(await reader.ReadAsync(CancellationToken.None));
        Assert.Equal((RejectionReason.TooLarge, Length, InputReader.MaxKeptBytes), (reader.Problem, reader.Length, reader.Item.Length));
        Assert.True(await reader.ReadAsync(CancellationToken.None));
        Assert.Equal(("{\"b\":2}", 1L, Length + 1), (Encoding.UTF8.GetString(reader.Item.Span), reader.Number, reader.Offset));
        Assert.False(await reader.ReadAsync(CancellationToken.None));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    public async Task A_line_that_is_too_large_may_be_the_last(string end)
    {
        var items = await ReadAsync(Encoding.UTF8.GetBytes($"{{\"a\":1}}\n{{\"a\":\"{new string('x', 3 * MiB)}\"}}{end}"));
        Assert.Equal(["None 0 0", "TooLarge 1 8"], items.Select(item => string.Join(' ', item.Split(' ')[..3])));
    }

    [Fact]
    public async Task An_element_that_is_too_large_does_not_hide_its_neighbours()
    {
        var items = await ReadAsync(Encoding.UTF8.GetBytes($"[{{\"a\":1}},{{\"a\":\"{new string('x', 3 * MiB)}\\\"}}\",\"b\":[{{}}]}},{{\"c\":3}}]"));
        Assert.Equal(["None 0 1", "TooLarge 1 9"], items.Take(2).Select(item => string.Join(' ', item.Split(' ')[..3])));
        Assert.EndsWith(" {\"c\":3}", Assert.Single(items.Skip(2)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_object_over_many_lines_that_is_too_large_is_one_item()
    {
        var fields = string.Join(",\n", Enumerable.Range(0, 100_000).Select(i => $"  \"field{i}\": \"{i}\""));
        var items = await ReadAsync(Encoding.UTF8.GetBytes($"{{\n{fields}\n}}\n{{\n  \"b\": 2\n}}\n"));
        Assert.Equal(2, items.Count);
        Assert.StartsWith("TooLarge 0 0 ", items[0], StringComparison.Ordinal);
        Assert.EndsWith(" {\n  \"b\": 2\n}", items[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_line_that_opens_a_bracket_too_many_does_not_swallow_the_file()
    {
        var rest = string.Join('\n', Enumerable.Repeat("{\"b\":2},", 500_000));
        var items = await ReadAsync(Encoding.UTF8.GetBytes("{\"a\":[\n" + rest + "\n"));
        Assert.Equal(500_001, items.Count);
        Assert.Equal("MalformedJson 0 0 {\"a\":[", items[0]);
        Assert.EndsWith(" {\"b\":2}", items[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fault_of_the_source_passes_through()
    {
        await using var reader = InputReader.Open(new LongLine(-1, []), DecoderOptions.Default);
        await Assert.ThrowsAsync<IOException>(async () => await reader.ReadAsync(CancellationToken.None));
    }

    [Fact]
    public void A_record_inflates_within_bounds()
    {
        var into = new ArrayBufferWriter<byte>();
        var packed = Pack("{\"a\":1}");
        Assert.True(InputInflater.IsCompressed(packed));
        Assert.False(InputInflater.IsCompressed("{}"u8));
        Assert.Equal(RejectionReason.None, InputInflater.TryInflate(packed, into));
        Assert.Equal("{\"a\":1}", Encoding.UTF8.GetString(into.WrittenSpan));
        Assert.Equal(RejectionReason.CorruptCompression, InputInflater.TryInflate(packed.AsMemory(0, packed.Length - 1), into));
        Assert.Equal(RejectionReason.TooLarge, InputInflater.TryInflate(Pack(new string(' ', InputInflater.MaxInflatedBytes + 1)), new ArrayBufferWriter<byte>()));
    }

    private static async Task<List<string>> ReadAsync(byte[] input)
    {
        var items = new List<string>();
        await using var reader = InputReader.Open(new MemoryStream(input), DecoderOptions.Default);
        while (await reader.ReadAsync(CancellationToken.None))
        {
            items.Add($"{reader.Problem} {reader.Number} {reader.Offset} {Encoding.UTF8.GetString(reader.Item.Span)}");
        }

        return items;
    }

    private static byte[] Pack(string text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return packed.ToArray();
    }

    /// <summary>A line that is too long to be kept, and what follows; a negative length is a broken disk.</summary>
    private sealed class LongLine(long length, byte[] end) : MemoryStream(end)
    {
        private long _left = length;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_left < 0)
            {
                throw new IOException("The disk is broken.");
            }

            if (_left == 0)
            {
                return base.ReadAsync(buffer, cancellationToken);
            }

            var count = (int)Math.Min(buffer.Length, _left);
            buffer.Span[..count].Fill((byte)'x');
            _left -= count;
            return ValueTask.FromResult(count);
        }
    }
}
