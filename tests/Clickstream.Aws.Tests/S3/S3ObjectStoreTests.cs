using System.Text;
using Amazon.S3.Model;
using Clickstream.Aws.Configuration;
using Clickstream.Aws.S3;
using Clickstream.Aws.Tests.Transport;
using Clickstream.Contracts;
using Clickstream.Core.Objects;
using Clickstream.Emulators;

namespace Clickstream.Aws.Tests.S3;

public sealed class S3ObjectStoreTests : IDisposable
{
    private static readonly ObjectKey Key = new("curated/fact_clicks/manifest.json");

    private readonly TestBucket _bucket = new();

    public void Dispose() => _bucket.Dispose();

    [EmulatorFact(EmulatorName.Moto)]
    public async Task Layers_in_buckets_of_their_own_are_one_space_of_keys()
    {
        var (raw, curated) = (Emulator.UniqueName("raw"), Emulator.UniqueName("cur"));
        var options = new S3StoreOptions
        {
            Bucket = _bucket.Name,
            Prefix = "/team/",
            BucketByLayer = new Dictionary<string, string> { ["raw"] = raw, ["curated"] = curated, ["audit"] = curated },
        };
        var store = await _bucket.OpenAsync(options);
        string[] keys = ["alerts/1", "audit/1", "curated/1", "curated/2", "raw/1", "rawhide", "state/1"];
        foreach (var key in keys)
        {
            await store.PutAsync(new ObjectKey(key), Encoding.UTF8.GetBytes(key), Deadline.Token);
        }

        Assert.Equal(keys, await ListAsync(store, ""));
        Assert.Equal(["raw/1", "rawhide"], await ListAsync(store, "raw"));
        Assert.Equal(["raw/1"], await ListAsync(store, "raw/"));
        Assert.Equal(["curated/1", "curated/2"], await ListAsync(store, "cur"));
        Assert.Equal($"s3://{curated}/team/audit/1", options.PlaceOf(new ObjectKey("audit/1")).ToString());
        Assert.Equal($"s3://{_bucket.Name}/team/raw", options.PlaceOf(new ObjectKey("raw")).ToString());
        var inRaw = await (await _bucket.ClientAsync()).ListObjectsV2Async(new ListObjectsV2Request { BucketName = raw }, Deadline.Token);
        Assert.Equal("team/raw/1", Assert.Single(inRaw.S3Objects).Key);
    }

    [EmulatorFact(EmulatorName.Moto)]
    public async Task A_listing_goes_on_behind_the_first_page_and_passes_over_folder_markers()
    {
        var store = await _bucket.OpenAsync(new S3StoreOptions { Bucket = _bucket.Name });
        var client = await _bucket.ClientAsync();
        await client.PutObjectAsync(new PutObjectRequest { BucketName = _bucket.Name, Key = "raw/", ContentBody = string.Empty }, Deadline.Token);
        var keys = Enumerable.Range(0, 130).Select(i => $"raw/{i:000}").ToList(); // The pages of this moto have 50.
        await Parallel.ForEachAsync(keys, async (key, token) => await store.PutAsync(new ObjectKey(key), new byte[1], token));
        Assert.Equal(keys, await ListAsync(store, "raw/"));
    }

    [EmulatorFact(EmulatorName.Moto)]
    public async Task A_missing_bucket_is_named()
    {
        var store = new S3ObjectStore(await _bucket.ClientAsync(), new S3StoreOptions { Bucket = "no-such-bucket-at-all" }, TimeProvider.System);
        Func<Task>[] calls =
        [
            () => store.GetAsync(Key, Deadline.Token),
            () => store.OpenReadAsync(Key, Deadline.Token),
            () => store.PutAsync(Key, default, Deadline.Token),
            () => store.PutIfAbsentAsync(Key, default, Deadline.Token),
            () => store.PutIfMatchAsync(Key, default, new ETag("x"), Deadline.Token),
            () => ListAsync(store, "curated/"),
        ];
        foreach (var call in calls)
        {
            var fault = await Assert.ThrowsAsync<ObjectStoreException>(call);
            Assert.Contains("There is no bucket no-such-bucket-at-all", fault.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(403, "AccessDenied", "The caller may not s3:GetObject on s3://lake/curated/fact_clicks/manifest.json")]
    [InlineData(403, "AccessDenied", "does not belong to account 123456789012")]
    [InlineData(403, "AccessDenied", "kms:Decrypt, on the key alias/lake")]
    [InlineData(403, "InvalidAccessKeyId", "s3:GetObject on s3://lake")]
    [InlineData(403, "ExpiredToken", "expired")]
    [InlineData(400, "KMS.DisabledException", "is disabled or about to be deleted")]
    [InlineData(301, "PermanentRedirect", "The bucket lake is not in eu-central-1")]
    [InlineData(400, "AuthorizationHeaderMalformed", "Set AWS_REGION")]
    [InlineData(404, "NoSuchUpload", "aborted by somebody else")]
    [InlineData(403, "InvalidObjectState", "is archived")]
    public async Task A_refusal_says_what_to_do(int status, string code, string expected)
    {
        await using var server = ScriptedServer.Of(Error(status, code));
        using var client = S3Clients.Create(TestEnvironment.At(AwsService.S3, server.Address));
        var options = new S3StoreOptions { Bucket = "lake", KmsKey = "alias/lake", ExpectedBucketOwner = "123456789012" };
        var store = new S3ObjectStore(client, options, TimeProvider.System);
        var fault = await Assert.ThrowsAsync<ObjectStoreException>(() => store.GetAsync(Key, Deadline.Token));
        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
        Assert.Equal("123456789012", server.Requests[0].Headers["x-amz-expected-bucket-owner"]);
    }

    [Fact]
    public async Task A_conditional_put_that_meets_another_one_is_repeated_until_one_has_won()
    {
        var conflict = Error(409, "ConditionalRequestConflict");
        await using var server = ScriptedServer.Of(conflict, conflict, Error(412, "PreconditionFailed"));
        using var client = S3Clients.Create(TestEnvironment.At(AwsService.S3, server.Address));
        var store = new S3ObjectStore(client, new S3StoreOptions { Bucket = "lake", JitterSeed = 1 }, TimeProvider.System);
        Assert.Null(await store.PutIfAbsentAsync(Key, new byte[3], Deadline.Token));
        Assert.Equal(3, server.Requests.Count);
        Assert.All(server.Requests, request => Assert.Equal("*", request.Headers["if-none-match"]));
    }

    [Fact]
    public async Task A_throttle_is_waited_out()
    {
        var done = new ScriptedAnswer(200, []) { Headers = new Dictionary<string, string> { ["ETag"] = "\"tag\"" } };
        await using var server = ScriptedServer.Of(Error(503, "SlowDown"), done);
        using var client = S3Clients.Create(TestEnvironment.At(AwsService.S3, server.Address));
        var store = new S3ObjectStore(client, new S3StoreOptions { Bucket = "lake" }, TimeProvider.System);
        Assert.Equal("\"tag\"", (await store.PutAsync(Key, new byte[3], Deadline.Token)).Value);
    }

    private static ScriptedAnswer Error(int status, string code) =>
        new(status, Encoding.UTF8.GetBytes($"<?xml version=\"1.0\"?><Error><Code>{code}</Code><Message>said the server</Message></Error>"))
        {
            ContentType = "application/xml",
        };

    private static async Task<List<string>> ListAsync(S3ObjectStore store, string prefix)
    {
        var keys = new List<string>();
        await foreach (var found in store.ListAsync(prefix, Deadline.Token))
        {
            keys.Add(found.Key.Value);
        }

        return keys;
    }
}
