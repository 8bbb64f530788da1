using System.Buffers;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Clickstream.Core.Decoding;
using Clickstream.Core.Events;
using Clickstream.Core.Streams;
using Xunit.Abstractions;

namespace Clickstream.Core.Tests.Decoding;

/// <summary>
/// Mutated inputs through framer, reader, decoder and writer. CLICKSTREAM_FUZZ_INPUTS raises the number, CLICKSTREAM_FUZZ_SEED changes
/// the seed, which every message names.
/// </summary>
public sealed class FuzzTests(ITestOutputHelper output)
{
    private static readonly ShardId Shard = new("shardId-000000000001");
    private static readonly int Inputs = Number("CLICKSTREAM_FUZZ_INPUTS", 100_000);
    private static readonly int Seed = Number("CLICKSTREAM_FUZZ_SEED", 20_191_001);

    [Fact]
    public void Whatever_the_bytes_nothing_throws_nothing_is_lost_and_rows_survive_writing()
    {
        var mutator = new Mutator(Seed);
        var checks = new Checks();
        for (var i = 0; i < Inputs; i++)
        {
            var input = mutator.Next();
            try
            {
                checks.Run(input);
            }
            catch (Exception failure)
            {
                throw new InvalidOperationException($"Input {i} of seed {Seed} ({Convert.ToBase64String(input)}): {failure.Message}", failure);
            }
        }

        output.WriteLine($"seed {Seed}: {Inputs} inputs, {checks.Items} items, {checks.Accepted} accepted");
        Assert.InRange(checks.Accepted, Inputs / 20, long.MaxValue); // The mutations must leave enough alive to test what comes after.
    }

    [Fact]
    public void What_is_JSON_is_what_Utf8JsonReader_says_is_JSON()
    {
        var mutator = new Mutator(Seed + 1);
        var decoder = new EventDecoder(DecoderOptions.Default); // One for all, because it remembers names.
        var batch = new EventBatch();
        for (var i = 0; i < Inputs / 4; i++)
        {
            var input = mutator.Next();
            if (!System.Text.Unicode.Utf8.IsValid(input))
            {
                continue;
            }

            var scanner = new JsonScanner(input);
            var accepted = scanner.TrySkipNested(JsonScanner.DeepestNesting, allowNotANumber: false) && scanner.SkipSpace() < 0;
            var expected = ReaderAccepts(input);
            Assert.True(accepted == expected, $"Input {i} of seed {Seed + 1}: {Encoding.UTF8.GetString(input)}");
            batch.Clear();
            var reason = decoder.Decode(input, batch);
            var agrees = expected ? reason != RejectionReason.MalformedJson : reason != RejectionReason.None || input[0] == 0xEF;
            Assert.True(agrees, $"Input {i} of seed {Seed + 1} is {reason}: {Encoding.UTF8.GetString(input)}");
        }
    }

    [Fact]
    public async Task A_stream_gives_the_same_items_as_memory_however_it_is_cut_and_packed()
    {
        var mutator = new Mutator(Seed + 2);
        var random = new Random(Seed + 2);
        for (var i = 0; i < Inputs / 100; i++)
        {
            var input = mutator.Next(random.Next(1, 30));
            var expected = new List<string>();
            var framer = new InputFramer(input);
            while (framer.TryRead(out var item, out var problem))
            {
                expected.Add($"{problem} {framer.Offset} {Convert.ToHexString(item)}");
            }

            var packed = random.Next(2) == 0 || InputInflater.IsCompressed(input) ? Pack(input) : input;
            await using var reader = InputReader.Open(new ChoppedStream(packed, random), DecoderOptions.Default);
            foreach (var item in expected)
            {
                Assert.True(await reader.ReadAsync(CancellationToken.None), $"Input {i} of seed {Seed + 2} ended early.");
                Assert.Equal(item, $"{reader.Problem} {reader.Offset} {Convert.ToHexString(reader.Item.Span)}");
            }

            Assert.False(await reader.ReadAsync(CancellationToken.None), $"Input {i} of seed {Seed + 2} has more.");
        }
    }

    private static byte[] Pack(byte[] input)
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(input);
        }

        return packed.ToArray();
    }

    private static bool ReaderAccepts(byte[] input)
    {
        try
        {
            var reader = new Utf8JsonReader(input, new JsonReaderOptions { MaxDepth = JsonScanner.DeepestNesting });
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static int Number(string variable, int otherwise) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;

    /// <summary>What must hold of any bytes.</summary>
    private sealed class Checks
    {
        private static readonly SearchValues<byte> Separators = SearchValues.Create(" \t\r\n,[]\uFEFF"u8);

        private readonly EventDecoder _decoder = new(DecoderOptions.Default);
        private readonly EventDecoder _landing = new(DecoderOptions.Landing);
        private readonly EventBatch _batch = new();
        private readonly EventBatch _again = new();
        private readonly EventLineWriter _writer = new();
        private readonly ArrayBufferWriter<byte> _line = new();

        public long Items { get; private set; }

        public long Accepted { get; private set; }

        public void Run(byte[] input)
        {
            var framer = new InputFramer(input);
            var end = 0;
            while (framer.TryRead(out var item, out var problem))
            {
                Items++;
                Assert.True(framer.Offset >= end, "Items overlap.");
                AssertSeparators(input, end, framer.Offset);
                end = framer.Offset + item.Length;
                if (problem == RejectionReason.None)
                {
                    Decode(item);
                }
            }

            AssertSeparators(input, end, input.Length);
        }

        private static void AssertSeparators(byte[] input, int from, int to) =>
            Assert.False(input.AsSpan(from, to - from).ContainsAnyExcept(Separators), $"Bytes {from} to {to} are in no item.");

        private void Decode(ReadOnlySpan<byte> item)
        {
            if (_batch.Count == 100)
            {
                _batch.Clear();
            }

            var before = (_batch.Count, _batch.TextLength, _batch.Metadata.Length);
            if (_decoder.Decode(item, _batch) != RejectionReason.None)
            {
                Assert.Equal(before, (_batch.Count, _batch.TextLength, _batch.Metadata.Length));
                return;
            }

            Accepted++;
            ref var row = ref _batch.RowAt(_batch.Count - 1);
            row.Position = new EventPosition(new SequenceNumber("49590338271490256608559692538361571095921575989136588898"), 7, _batch.Count);
            _line.ResetWrittenCount();
            _writer.Write(_batch, in row, Shard, _line);
            _again.Clear();
            Assert.Equal(RejectionReason.None, _landing.Decode(_line.WrittenSpan[..^1], _again));
            Assert.Equal(Shard, _landing.LastShard);
            Assert.Equal(row.Position, _again.Rows[0].Position);
            Assert.Equal(Decoded.Of(_batch, in row), Decoded.Of(_again, in _again.Rows[0]));
        }
    }

    /// <summary>A stream that gives a few bytes at a time.</summary>
    private sealed class ChoppedStream(byte[] content, Random random) : MemoryStream(content)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, random.Next(1, 4000))], cancellationToken);

        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, random.Next(1, 4000))]);
    }
}
