using System.Text.Json.Nodes;
using Clickstream.Core.Lake;
using Clickstream.Core.Objects;

namespace Clickstream.Compactor.Tests.Lake;

public sealed class FormatTests
{
    [Fact]
    public async Task A_version_of_the_first_format_is_an_hour_of_one_bucket_and_is_carried_on()
    {
        var lake = new TestLake();
        var inputs = RandomTraffic.Make(new Random(3), 60).Where(input => input.Hour == TestLake.FirstHour).ToArray();
        Flush(lake, inputs, 0, 110);
        await lake.CompactAsync();
        var key = LakeLayout.Manifest(LakeLayout.FactClicks, TestLake.FirstHour);
        lake.Store[key.Value] = ToFormat1(lake.Store[key.Value]);

        var read = lake.Manifest(TestLake.FirstHour);
        Assert.Equal(read.Accepted, Assert.Single(read.Buckets).Rows);
        Assert.NotEmpty(read.Files);
        Flush(lake, inputs, 111, 10_000);
        var result = await lake.CompactAsync();
        Assert.True(result.Succeeded, string.Join("; ", result.Parts.Select(part => part.Error)));
        await Recount.AssertEqualAsync(lake, inputs);
    }

    [Fact]
    public void A_manifest_without_a_format_is_refused() => Assert.Throws<UnknownFormatException>(
        () => ManifestJson.ReadHour(new ObjectKey("curated/manifest.json"), "{\"version\":\"v1\"}"u8));

    private static void Flush(TestLake lake, TestInput[] inputs, long first, long last)
    {
        for (var shard = 0; shard < RandomTraffic.Shards; shard++)
        {
            lake.Flush(inputs, RandomTraffic.Shard(shard), first, last);
        }
    }

    private static byte[] ToFormat1(byte[] manifest)
    {
        var json = JsonNode.Parse(manifest)!.AsObject();
        var bucket = json["buckets"]![0]!;
        json["format"] = 1;
        json["files"] = bucket["files"]!.DeepClone();
        json["users"] = bucket["derived"]!["dimensions"]!.DeepClone();
        json.Remove("buckets");
        json.Remove("raw");
        return System.Text.Encoding.UTF8.GetBytes(json.ToJsonString());
    }
}
