using Clickstream.Compactor.Dimensions;

namespace Clickstream.Compactor.Buckets;

/// <summary>All files that are derived from the rows of a bucket.</summary>
/// <param name="recentParts">Keeps the parts of the dimensions that were written last.</param>
internal sealed class DerivedFiles(RecentParts recentParts)
{
    /// <summary>In the order in which they are written.</summary>
    public IReadOnlyList<DerivedFile> All { get; } = [new DimensionPart(recentParts), new OrderItemsFile()];
}
