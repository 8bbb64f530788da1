using Clickstream.Compactor.Dimensions;
using Clickstream.Compactor.Engagement;
using Clickstream.Core.Catalog;
using Clickstream.Core.Lake;
using Clickstream.Core.Objects;
using Clickstream.Core.Time;

namespace Clickstream.Compactor.Execution;

/// <summary>
/// Tells the catalog what was published. The first time of a process everything is compared, since another one may have died between its manifest and the
/// catalog; afterwards only what this process published.
/// </summary>
internal sealed class CatalogStep(IObjectStore store, ICatalog catalog)
{
    /// <summary>The name in results.</summary>
    public const string Name = "catalog";

    private readonly CatalogSync _sync = new(store, catalog);
    private bool _isCompared;

    /// <summary>Brings the catalog up to date.</summary>
    /// <exception cref="CatalogException">It refuses; the next run compares everything again.</exception>
    public async Task RunAsync(IReadOnlyCollection<PartResult> parts, CancellationToken cancellationToken)
    {
        if (!_isCompared)
        {
            await _sync.RebuildAsync(cancellationToken);
            _isCompared = true;
            return;
        }

        _isCompared = false;
        foreach (var (name, manifests) in new[] { (FactTable.Name, LakeLayout.FactClicks), (EngagementTableWriter.Name, LakeLayout.Engagement) })
        {
            var hours = Published(parts, name).Select(part => Hour.TryParse(part.Hour!, out var hour) ? hour : throw new FormatException(part.Hour)).ToList();
            if (hours.Count > 0)
            {
                await _sync.PublishAsync(manifests, hours, cancellationToken);
            }
        }

        if (Published(parts, DimensionTables.Name).Any())
        {
            await _sync.PublishDimensionsAsync(cancellationToken);
        }

        _isCompared = true;
    }

    private static IEnumerable<PartResult> Published(IReadOnlyCollection<PartResult> parts, string table) =>
        parts.Where(part => part.Table == table && part.Outcome == CompactOutcome.Published);
}
