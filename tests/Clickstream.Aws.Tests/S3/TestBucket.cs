using Amazon.S3;
using Amazon.S3.Model;
using Clickstream.Aws.Configuration;
using Clickstream.Aws.S3;
using Clickstream.Contracts;
using Clickstream.Emulators;

namespace Clickstream.Aws.Tests.S3;

/// <summary>A bucket of one test in moto, and a client that reads and writes it past our store.</summary>
internal sealed class TestBucket : IDisposable
{
    private IAmazonS3? _client;

    public string Name { get; } = Emulator.UniqueName("b");

    public void Dispose() => _client?.Dispose();

    public async Task<IAmazonS3> ClientAsync() => _client ??= S3Clients.Create(await TestEnvironment.OfAsync(AwsService.S3, Emulator.Moto));

    public Task<S3ObjectStore> OpenAsync() => OpenAsync(new S3StoreOptions { Bucket = Name, Prefix = "some/prefix" });

    public async Task<S3ObjectStore> OpenAsync(S3StoreOptions options)
    {
        var client = await ClientAsync();
        foreach (var bucket in options.BucketByLayer.Values.Append(options.Bucket).Distinct())
        {
            await client.PutBucketAsync(new PutBucketRequest { BucketName = bucket, BucketRegionName = "eu-central-1" }, Deadline.Token);
        }

        return new S3ObjectStore(client, options, TimeProvider.System);
    }

    public async Task<int> OpenUploadsAsync() =>
        (await (await ClientAsync()).ListMultipartUploadsAsync(new ListMultipartUploadsRequest { BucketName = Name }, Deadline.Token)).MultipartUploads?.Count ?? 0;
}
