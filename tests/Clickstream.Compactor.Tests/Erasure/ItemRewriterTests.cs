using System.Text;
using Clickstream.Compactor.Erasure;
using Clickstream.Compactor.Tests.Lake;
using Clickstream.Core.Objects;

namespace Clickstream.Compactor.Tests.Erasure;

public sealed class ItemRewriterTests
{
    private const string Them = """{"user_id":"u-4711","event_type":"view","event_timestamp":"2026-03-01T00:00:00Z"}""";
    private const string Other = """{"user_id":"other","event_type":"view","event_timestamp":"2026-03-01T00:00:00Z"}""";

    [Theory]
    [InlineData("T\nO\n", "O\n")]
    [InlineData("O\nT\nO\n", "O\nO\n")]
    [InlineData("O\r\nT", "O")]
    [InlineData("T\nT\n", "\n")]
    [InlineData("[T,O]", "[O]")]
    [InlineData("[ O , T ]", "[ O ]")]
    [InlineData("[O,T,O]", "[O,O]")]
    [InlineData("[T]", "[]")]
    [InlineData("OTO", "OO")]
    [InlineData("damaged u-4711\nO\n", "O\n")]
    [InlineData("O\n", null)]
    public async Task Lines_stay_lines_and_arrays_stay_arrays(string shape, string? expected) =>
        Assert.Equal(Text(expected), await RewriteAsync(Text(shape)!, ErasureMode.Remove));

    [Fact]
    public async Task A_pseudonymised_event_keeps_its_identity()
    {
        var changed = (await RewriteAsync(Them + "\n", ErasureMode.Pseudonymise))!;
        Assert.DoesNotContain("u-4711", changed, StringComparison.Ordinal);
        Assert.Equal(ClickIdOf(Them), ClickIdOf(changed.TrimEnd()));
        Assert.Null(await RewriteAsync(changed, ErasureMode.Pseudonymise));
    }

    [Fact]
    public async Task Large_objects_are_rewritten_in_pieces()
    {
        var random = new Random(7);
        var lines = Enumerable.Range(0, 20_000).Select(_ => random.Next(100) == 0 ? Them : Other).ToList();
        var changed = await RewriteAsync(string.Join('\n', lines) + "\n", ErasureMode.Remove);
        Assert.Equal(string.Join('\n', lines.Where(line => line == Other)) + "\n", changed);
    }

    private static string? Text(string? shape) =>
        shape is null or ['d', ..] ? shape?.Replace("O", Other, StringComparison.Ordinal)
        : shape.Replace("T", "@", StringComparison.Ordinal).Replace("O", Other, StringComparison.Ordinal).Replace("@", Them, StringComparison.Ordinal);

    private static async Task<string?> RewriteAsync(string content, ErasureMode mode)
    {
        var lake = new TestLake();
        var key = new ObjectKey("raw/clickstream/2026/03/01/00/a.json.gz");
        lake.Store[key.Value] = TestLake.Compress(Encoding.UTF8.GetBytes(content));
        var person = new Person("u-4711", new byte[32], [], []);
        if (await new ItemRewriter(lake.Store).PrepareAsync(key, new RawEdit(person, mode), CancellationToken.None) is not { } rewrite)
        {
            return null;
        }

        await rewrite.Upload.CommitAsync(CancellationToken.None);
        using var plain = new StreamReader(new System.IO.Compression.GZipStream(new MemoryStream(lake.Store[key.Value]), System.IO.Compression.CompressionMode.Decompress));
        return await plain.ReadToEndAsync();
    }

    private static string? ClickIdOf(string json)
    {
        var batch = new Core.Events.EventBatch();
        Assert.Equal(Core.Events.RejectionReason.None, new Core.Decoding.EventDecoder(Core.Decoding.DecoderOptions.Default).Decode(Encoding.UTF8.GetBytes(json), batch));
        return batch.GetString(batch.Rows[0].ClickId);
    }
}
