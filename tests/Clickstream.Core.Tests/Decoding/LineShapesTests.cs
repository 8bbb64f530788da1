using System.Globalization;
using System.Text;
using Clickstream.Core.Decoding;
using Clickstream.Core.Events;
using Clickstream.Core.Streams;
using Xunit.Abstractions;

namespace Clickstream.Core.Tests.Decoding;

/// <summary>
/// A decoder that has seen many lines goes through the next one by what it has learnt; one that has seen none goes through it byte by byte. What
/// comes out must be the same.
/// </summary>
public sealed class LineShapesTests(ITestOutputHelper output)
{
    private const int Seed = 20_260_301;
    private static readonly ShardId Shard = new("shardId-000000000007");

    [Fact]
    public async Task What_was_learnt_changes_nothing_that_comes_out()
    {
        var (mutator, random) = (new Mutator(Seed), new Random(Seed));
        var learned = new EventDecoder(DecoderOptions.Default);
        var (fast, all) = (0, 0);
        for (var i = 0; i < 1_200; i++)
        {
            var input = mutator.Next(random.Next(1, 30));
            var expected = ReadAnew(input, DecoderOptions.Default);
            var (found, quick) = await ReadAsync(input, DecoderOptions.Default, learned);
            Assert.True(expected.SequenceEqual(found), $"Input {i} of seed {Seed}: {Encoding.UTF8.GetString(input)}");
            (fast, all) = (fast + quick, all + found.Count);
        }

        output.WriteLine($"seed {Seed}: {all} items, {fast} of them by what was learnt");
        Assert.InRange(fast, all / 40, all); // Most of these shapes have escapes or objects, which go the long way.
    }

    [Fact]
    public async Task Lines_of_our_own_writing_come_back_by_what_was_learnt_too()
    {
        var lines = new List<byte>();
        for (var i = 0; i < 500; i++)
        {
            var line = $$"""{"event_id":"e-{{i}}","event_type":"view","event_time":"2021-05-06T07:08:{{i % 60:00}}Z","page_url":"{{(i % 3 == 0 ? "/ü" : "/a")}}","price":{{i}}.5,"brand":"x{{i}}"}""";
            var batch = new EventBatch();
            Assert.Equal(RejectionReason.None, new EventDecoder(DecoderOptions.Default).Decode(Encoding.UTF8.GetBytes(line), batch));
            batch.RowAt(0).Position = new EventPosition(new SequenceNumber((1000 + i).ToString(CultureInfo.InvariantCulture)), i, 0);
            lines.AddRange(Decoded.Line(batch, in batch.Rows[0], Shard));
        }

        byte[] input = [.. lines];
        var (found, fast) = await ReadAsync(input, DecoderOptions.Landing, new EventDecoder(DecoderOptions.Landing));
        Assert.Equal(ReadAnew(input, DecoderOptions.Landing), found);
        Assert.InRange(fast, 480, 500);
    }

    [Theory]
    [InlineData("""{"event_type":"view","event_time":"2021-05-06T07:08:09Z","user_id":"u{0}"}""", true)]
    [InlineData("""{ "event_type": "view", "event_time": "2021-05-06T07:08:09Z", "price": {0}.5, "metadata": {"a": "b", "is_bot": true} }""", true)]
    [InlineData("""{"event_type":"view","event_time":"2021-05-06T07:08:09Z","user_id":"u\"{0}"}""", false)]
    [InlineData("""{"event_type":"view","event_time":"2021-05-06T07:08:09Z","items":[{0}]}""", false)]
    [InlineData("""{"event_type":"view","event_time":"2021-05-06T07:08:09Z","price":NaN,"n":{0}}""", false)]
    [InlineData("""{"event_type":"view","event_time":"2021-05-06T07:08:09Z","price":0{0}1}""", false)]
    public async Task Plain_lines_are_known_again_and_others_go_the_long_way(string line, bool isKnown)
    {
        var input = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 100).Select(i => line.Replace("{0}", i.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal) + "\r\n")));
        var (found, fast) = await ReadAsync(input, DecoderOptions.Default, new EventDecoder(DecoderOptions.Default));
        Assert.Equal(ReadAnew(input, DecoderOptions.Default), found);
        Assert.Equal(isKnown ? 99 : 0, fast);
    }

    [Fact]
    public async Task Names_that_never_come_again_are_not_learnt_for_ever()
    {
        var text = new StringBuilder();
        for (var i = 0; i < 5_000; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{{\"event_type\":\"view\",\"event_time\":\"2021-05-06T07:08:09Z\",\"n{i}\":\"{i}\",\"m{i}\":{i}}}\n");
        }

        text.Insert(text.Length, string.Concat(Enumerable.Repeat("{\"event_type\":\"view\",\"event_time\":\"2021-05-06T07:08:09Z\",\"page\":\"/\"}\n", 5_000)));
        var input = Encoding.UTF8.GetBytes(text.ToString());
        var (found, fast) = await ReadAsync(input, DecoderOptions.Default, new EventDecoder(DecoderOptions.Default));
        Assert.Equal(ReadAnew(input, DecoderOptions.Default), found);
        Assert.InRange(fast, 1_000, 5_000);
    }

    [Fact]
    public void A_line_with_more_fields_than_allowed_is_rejected_whatever_was_learnt()
    {
        var options = new DecoderOptions { MaxFields = 3 };
        var decoder = new EventDecoder(options);
        var batch = new EventBatch();
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(RejectionReason.None, decoder.Decode("""{"event_type":"view","event_time":"2021-05-06T07:08:09Z","a":"1"}"""u8, batch));
            Assert.Equal(RejectionReason.TooManyFields, decoder.Decode("""{"event_type":"view","event_time":"2021-05-06T07:08:09Z","a":"1","b":"2"}"""u8, batch));
        }
    }

    private static List<string> ReadAnew(byte[] input, DecoderOptions options)
    {
        var items = new List<string>();
        var framer = new InputFramer(input);
        while (framer.TryRead(out var item, out var problem))
        {
            var (decoder, batch) = (new EventDecoder(options), new EventBatch());
            var reason = problem == RejectionReason.None ? decoder.Decode(item, batch) : problem;
            items.Add(Text(items.Count, framer.Offset, item, reason, decoder, batch));
        }

        return items;
    }

    private static async Task<(List<string> Items, int Fast)> ReadAsync(byte[] input, DecoderOptions options, EventDecoder decoder)
    {
        var (items, fast, batch) = (new List<string>(), 0, new EventBatch());
        await using var reader = InputReader.Open(new MemoryStream(input), options);
        while (true)
        {
            batch.Clear();
            var reason = RejectionReason.None;
            if (reader.TryDecodeBuffered(decoder, batch))
            {
                fast++;
            }
            else if (await reader.ReadAsync(CancellationToken.None))
            {
                reason = reader.Problem == RejectionReason.None ? decoder.Decode(reader.Item.Span, batch) : reader.Problem;
            }
            else
            {
                return (items, fast);
            }

            Assert.Equal(reader.Item.Length, reader.Length);
            items.Add(Text(reader.Number, reader.Offset, reader.Item.Span, reason, decoder, batch));
        }
    }

    private static string Text(long number, long offset, ReadOnlySpan<byte> item, RejectionReason reason, EventDecoder decoder, EventBatch batch)
    {
        var row = batch.Count == 0 ? null : $"{Decoded.Of(batch, in batch.Rows[0])} {batch.Rows[0].Position} {decoder.LastShard}";
        return $"{number} {offset} {Convert.ToHexString(item)} {reason} {(reason is RejectionReason.MalformedJson ? null : decoder.LastTime)} {row}";
    }
}
