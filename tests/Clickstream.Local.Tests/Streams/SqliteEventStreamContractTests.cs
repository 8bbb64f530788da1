using Clickstream.Contracts;
using Clickstream.Local.Streams;

namespace Clickstream.Local.Tests.Streams;

public sealed class SqliteEventStreamContractTests : EventStreamContract
{
    protected override Task<StreamUnderTest> CreateAsync(int shards) => SqliteStreamMaking.CreateAsync(shards);
}

public sealed class SqliteReshardingContractTests : ReshardingContract
{
    protected override Task<StreamUnderTest> CreateAsync(int shards) => SqliteStreamMaking.CreateAsync(shards);
}

internal static class SqliteStreamMaking
{
    public static async Task<StreamUnderTest> CreateAsync(int shards)
    {
        var folder = new TestFolder();
        var stream = new SqliteEventStream(folder.Open(), TimeProvider.System);
        await stream.CreateIfAbsentAsync(shards, Deadline.Token);
        return new StreamUnderTest(stream, stream, () =>
        {
            stream.Dispose();
            folder.Dispose();
            return ValueTask.CompletedTask;
        });
    }
}
