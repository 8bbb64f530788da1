using Clickstream.Compactor.Execution;

namespace Clickstream.Compactor.Tests.Execution;

public sealed class ProcessorsTests
{
    [Fact]
    public async Task A_part_is_done_on_another_processor_only_where_one_is_free()
    {
        using var processors = new Processors(2);
        await processors.RunAsync(
            async () =>
            {
                var (started, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
                var beside = processors.BesideAsync(
                    async () =>
                    {
                        started.SetResult();
                        await goOn.Task;
                        return 1;
                    },
                    default);
                await started.Task;
                Assert.False(beside.IsCompleted);

                // Both are busy now, so this is done here and now.
                Assert.Equal(Environment.CurrentManagedThreadId, await processors.BesideAsync(() => Task.FromResult(Environment.CurrentManagedThreadId), default));
                goOn.SetResult();
                Assert.Equal(1, await beside);
            },
            default);
        await processors.RunAsync(() => processors.RunAsync(() => Task.CompletedTask, default), default); // Both are free again.
    }

    [Fact]
    public async Task A_part_that_fails_gives_its_processor_back()
    {
        using var processors = new Processors(1);
        for (var i = 0; i < 3; i++)
        {
            await Assert.ThrowsAsync<IOException>(() => processors.BesideAsync<int>(() => throw new IOException("no"), default));
        }

        await processors.RunAsync(() => Task.CompletedTask, default);
    }
}
