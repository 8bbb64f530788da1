using System.Globalization;
using System.Text;
using System.Text.Json;
using Clickstream.Core.Decoding;
using Clickstream.Core.Events;
using Clickstream.Core.Formats;
using Clickstream.Core.Formats.Segment;
using Clickstream.Core.Formats.Snowplow;
using Clickstream.Core.Tests.Decoding;
using Xunit.Abstractions;

namespace Clickstream.Core.Tests.Formats;

/// <summary>
/// Requests that are nearly right. CLICKSTREAM_FUZZ_INPUTS raises the number, CLICKSTREAM_FUZZ_SEED changes the seed, which every message names.
/// </summary>
public sealed class FormatFuzzTests(ITestOutputHelper output)
{
    private static readonly int Inputs = Number("CLICKSTREAM_FUZZ_INPUTS", 10_000);
    private static readonly int Seed = Number("CLICKSTREAM_FUZZ_SEED", 20_260_301);

    private static readonly string[] Segment =
    [
        """{"batch":[{"type":"track","event":"Order Completed","messageId":"m","userId":"u","timestamp":"2026-03-01T11:59:58Z","properties":{"total":"9.5","currency":"EUR","products":[{"product_id":"p","price":1,"quantity":2}]},"context":{"ip":"1.2.3.4","page":{"url":"https://a/"},"campaign":{"name":"x"}}},{"type":"page","anonymousId":"a","name":"n","properties":{"url":"/"}}],"sentAt":"2026-03-01T11:59:59Z","writeKey":"k"}""",
        """{"batch":[{"type":"identify","userId":7,"traits":{"country":"DE","a":{"b":[1,{"c":null}]}},"integrations":{"All":true},"context":{"device":{"type":"android"},"os":{"name":"x"}}}]}""",
    ];

    private static readonly string[] Snowplow =
    [
        """{"schema":"iglu:x","data":[{"e":"pv","eid":"1","dtm":"1772366395250","stm":"1772366399000","url":"https://a/","page":"P","aid":"k"},{"e":"tr","tr_id":"o","tr_tt":"3"}]}""",
        """{"schema":"iglu:x","data":[{"e":"ue","eid":"1","ue_pr":"{\"schema\":\"iglu:a/b/c/1\",\"data\":{\"schema\":\"iglu:com.acme/thing/jsonschema/1\",\"data\":{\"order_id\":\"x\"}}}","co":"{\"schema\":\"iglu:a/b/c/1\",\"data\":[{\"schema\":\"iglu:com.snowplowanalytics.snowplow.ecommerce/product/j/1\",\"data\":{\"id\":\"p\",\"price\":2}}]}"}]}""",
    ];

    [Fact]
    public void Whatever_the_bytes_every_item_is_a_line_that_is_JSON_or_a_refusal()
    {
        var mutator = new Mutator(Seed);
        var (taken, whole) = (0, 0);
        for (var i = 0; i < Inputs; i++)
        {
            var isSegment = i % 2 == 0;
            var input = mutator.Mutate((isSegment ? Segment : Snowplow)[i / 2 % 2]);
            var sink = new RecordingSink();
            try
            {
                ICollectFormat format = isSegment ? new SegmentFormat() : new SnowplowFormat();
                var reason = Translation.Refusal(format, isSegment ? "/v1/batch" : SnowplowFormat.PostPath, input, sink);
                Check(input, isSegment ? "batch"u8 : "data"u8, reason, sink);
                taken += sink.Lines.Count;
                whole += reason == RejectionReason.None ? 1 : 0;
                format.FindWriteKey(input, "");
                Translation.Refusal(new SnowplowFormat(), SnowplowFormat.PixelPath, default, new RecordingSink(), Encoding.Latin1.GetString(input));
            }
            catch (Exception failure)
            {
                throw new InvalidOperationException($"Input {i} of seed {Seed} ({Convert.ToBase64String(input)}): {failure.Message}", failure);
            }
        }

        output.WriteLine($"seed {Seed}: {Inputs} requests, {whole} understood, {taken} events taken");
        Assert.InRange(taken, Inputs / 4, int.MaxValue); // The mutations must leave enough alive to test what comes after.
    }

    private static void Check(byte[] input, ReadOnlySpan<byte> list, RejectionReason refusal, RecordingSink sink)
    {
        if (refusal != RejectionReason.None)
        {
            Assert.Equal((0, 0), (sink.Lines.Count, sink.Refused.Count));
            return;
        }

        using var body = JsonDocument.Parse(input.AsSpan().StartsWith("\uFEFF"u8) ? input.AsMemory(3) : input);
        Assert.True(JsonBody.TryGet(body.RootElement, list, out var items));
        Assert.Equal(Enumerable.Range(0, items.GetArrayLength()), sink.Lines.Select(line => line.Item).Concat(sink.Refused.Select(item => item.Item)).Order());
        foreach (var (_, line) in sink.Lines)
        {
            Assert.DoesNotContain((byte)'\n', line);
            var reason = new EventDecoder(DecoderOptions.Default).Decode(line, new EventBatch());

            // What a value may be is for the decoder to judge; the form is ours.
            Assert.Contains(reason, new[] { RejectionReason.None, RejectionReason.InvalidNumber, RejectionReason.NegativeAmount, RejectionReason.FieldTooLong, RejectionReason.MissingType });
        }
    }

    private static int Number(string variable, int standard) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : standard;
}
