using Clickstream.Contracts;
using Clickstream.Core.Lake;
using Clickstream.Local.Objects;

namespace Clickstream.Local.Tests.Alerts;

/// <summary>Copies of alerts in a folder.</summary>
public sealed class AlertCopyContractTests : AlertChannelContract
{
    protected override Task<AlertChannelUnderTest> CreateAsync() => Task.FromResult(Create(new TestFolder()));

    protected override Task<AlertChannelUnderTest> CreateBrokenAsync()
    {
        var folder = new TestFolder();
        Directory.CreateDirectory(Path.GetDirectoryName(folder.Of(LakeLayout.AlertCopies.TrimEnd('/')))!);
        File.WriteAllText(folder.Of(LakeLayout.AlertCopies.TrimEnd('/')), string.Empty); // Where the folder of the copies should be.
        return Task.FromResult(Create(folder));
    }

    private static AlertChannelUnderTest Create(TestFolder folder) => AlertCopies.Over(new FolderObjectStore(folder.Open(), TimeProvider.System), () =>
    {
        folder.Dispose();
        return ValueTask.CompletedTask;
    });
}
