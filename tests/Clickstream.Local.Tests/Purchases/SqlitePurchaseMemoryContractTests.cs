using Clickstream.Contracts;
using Clickstream.Core.Alerts.Windows;
using Clickstream.Local.Purchases;

namespace Clickstream.Local.Tests.Purchases;

public sealed class SqlitePurchaseMemoryContractTests : PurchaseMemoryContract, IDisposable
{
    private readonly List<TestFolder> _folders = [];
    private readonly List<SqlitePurchaseMemory> _memories = [];

    protected override int Rounds => 20;

    public void Dispose()
    {
        _memories.ForEach(memory => memory.Dispose());
        _folders.ForEach(folder => folder.Dispose());
    }

    protected override Task<IPurchaseMemory> CreateAsync()
    {
        _folders.Add(new TestFolder());
        _memories.Add(new SqlitePurchaseMemory(_folders[^1].Open(), TimeProvider.System));
        return Task.FromResult<IPurchaseMemory>(_memories[^1]);
    }
}
