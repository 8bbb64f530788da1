using Clickstream.Core.Objects;

namespace Clickstream.Local.Objects;

/// <summary>A large object in the making, as a temporary file.</summary>
internal sealed class FolderObjectUpload(ObjectKey key, string path, TemporaryFile file, KeyLocks locks, bool flushToDisk) : IObjectUpload
{
    public Stream Content => file.Content;

    public async Task CommitAsync(CancellationToken cancellationToken) =>
        await DiskFault.GuardAsync(key.Value, async () =>
        {
            file.Finish(flushToDisk);
            using var turn = await locks.AcquireAsync(key, cancellationToken).ConfigureAwait(false);
            file.Publish(path);
            return true;
        }).ConfigureAwait(false);

    public ValueTask DisposeAsync()
    {
        file.Dispose();
        return ValueTask.CompletedTask;
    }
}
