using Amazon.S3;
using Amazon.S3.Model;
using Clickstream.Aws.Configuration;
using Clickstream.Aws.S3;
using Clickstream.Contracts;
using Clickstream.Core.Objects;
using Clickstream.Emulators;

namespace Clickstream.Aws.Tests.S3;

public sealed class S3UploadTests : IDisposable
{
    private const int Large = (20 << 20) + 17; // Three parts.

    private static readonly ObjectKey Key = new("curated/fact_clicks/part.parquet");

    private readonly TestBucket _bucket = new();

    public void Dispose() => _bucket.Dispose();

    [EmulatorFact(EmulatorName.Moto)]
    public async Task A_large_object_goes_up_in_parts_and_comes_back_whole()
    {
        var store = await _bucket.OpenAsync();
        var bytes = RandomBytes(Large);
        await using (var upload = await store.BeginUploadAsync(Key, Deadline.Token))
        {
            foreach (var piece in bytes.Chunk(777_777))
            {
                await upload.Content.WriteAsync(piece, Deadline.Token);
            }

            Assert.Equal(Large, upload.Content.Position);
            Assert.Null(await store.GetAsync(Key, Deadline.Token));
            Assert.Equal(1, await _bucket.OpenUploadsAsync());
            await upload.CommitAsync(Deadline.Token);
        }

        var read = (await store.GetAsync(Key, Deadline.Token))!;
        Assert.True(read.Content.Span.SequenceEqual(bytes));
        Assert.Contains("-3", read.ETag.Value, StringComparison.Ordinal); // S3 counts the parts in the tag.
        Assert.Equal(0, await _bucket.OpenUploadsAsync());
    }

    [EmulatorFact(EmulatorName.Moto)]
    public async Task A_small_object_is_put_in_one_request()
    {
        var store = await _bucket.OpenAsync();
        await using var upload = await store.BeginUploadAsync(Key, Deadline.Token);
        await upload.Content.WriteAsync(new byte[100], Deadline.Token);
        await upload.CommitAsync(Deadline.Token);
        Assert.DoesNotContain('-', (await store.GetAsync(Key, Deadline.Token))!.ETag.Value);
    }

    [EmulatorFact(EmulatorName.Moto)]
    public async Task An_upload_given_up_in_the_middle_leaves_no_object_and_no_parts()
    {
        var store = await _bucket.OpenAsync();
        await using (var upload = await store.BeginUploadAsync(Key, Deadline.Token))
        {
            await upload.Content.WriteAsync(RandomBytes(Large), Deadline.Token);
            Assert.Equal(1, await _bucket.OpenUploadsAsync());
        }

        Assert.Equal(0, await _bucket.OpenUploadsAsync());
        Assert.Null(await store.GetAsync(Key, Deadline.Token));
    }

    [EmulatorFact(EmulatorName.Moto)]
    public async Task An_upload_that_somebody_else_aborted_needs_no_abort()
    {
        var reports = new List<string>();
        var store = await _bucket.OpenAsync(new S3StoreOptions { Bucket = _bucket.Name, OnAbortFailed = reports.Add });
        await using (var upload = await store.BeginUploadAsync(Key, Deadline.Token))
        {
            await upload.Content.WriteAsync(RandomBytes(Large), Deadline.Token);
            var client = await _bucket.ClientAsync();
            var open = (await client.ListMultipartUploadsAsync(new ListMultipartUploadsRequest { BucketName = _bucket.Name }, Deadline.Token)).MultipartUploads;
            await client.AbortMultipartUploadAsync(_bucket.Name, Key.Value, open[0].UploadId, Deadline.Token);
        }

        Assert.Empty(reports);
        Assert.Null(await store.GetAsync(Key, Deadline.Token));
    }

    [EmulatorFact(EmulatorName.Moto)]
    public async Task An_abort_that_fails_is_reported()
    {
        var (server, url) = await Emulator.Moto.StartOwnAsync();
        using var client = S3Clients.Create(TestEnvironment.At(AwsService.S3, url));
        await client.PutBucketAsync(new PutBucketRequest { BucketName = "lake-bucket", BucketRegionName = "eu-central-1" }, Deadline.Token);
        var reports = new List<string>();
        var store = new S3ObjectStore(client, new S3StoreOptions { Bucket = "lake-bucket", OnAbortFailed = reports.Add }, TimeProvider.System);
        await using (var upload = await store.BeginUploadAsync(Key, Deadline.Token))
        {
            await upload.Content.WriteAsync(RandomBytes(Large), Deadline.Token);
            await server.DisposeAsync();
            await Assert.ThrowsAsync<ObjectStoreException>(() => upload.CommitAsync(Deadline.Token));
        }

        var report = Assert.Single(reports);
        Assert.Contains($"of s3://lake-bucket/{Key} was given up, but its parts remain", report, StringComparison.Ordinal);
    }

    [EmulatorFact(EmulatorName.Moto)]
    public async Task Objects_are_encrypted_with_the_key_that_is_configured()
    {
        const string key = "arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab";
        var store = await _bucket.OpenAsync(new S3StoreOptions { Bucket = _bucket.Name, KmsKey = key });
        await store.PutAsync(new ObjectKey("small"), new byte[3], Deadline.Token);
        await using (var upload = await store.BeginUploadAsync(new ObjectKey("large"), Deadline.Token))
        {
            await upload.Content.WriteAsync(RandomBytes(Large), Deadline.Token);
            await upload.CommitAsync(Deadline.Token);
        }

        foreach (var name in new[] { "small", "large" })
        {
            var about = await (await _bucket.ClientAsync()).GetObjectMetadataAsync(_bucket.Name, name, Deadline.Token);
            Assert.Equal(ServerSideEncryptionMethod.AWSKMS, about.ServerSideEncryptionMethod);
            Assert.Equal(key, about.ServerSideEncryptionKeyManagementServiceKeyId);
        }
    }

    [Fact]
    public void The_largest_number_of_parts_holds_more_than_three_tebibytes()
    {
        var sizes = Enumerable.Range(1, PartSizes.MaxParts).Select(PartSizes.Of).ToList();
        Assert.Equal(8 << 20, sizes[0]);
        Assert.Equal(8 << 20, sizes[999]);
        Assert.Equal(16 << 20, sizes[1_000]);
        Assert.Equal(1 << 30, sizes.Max());
        Assert.True(sizes.Sum(size => (long)size) > 3L << 40);
    }

    private static byte[] RandomBytes(int count)
    {
        var bytes = new byte[count];
        new Random(20261125).NextBytes(bytes);
        return bytes;
    }
}
