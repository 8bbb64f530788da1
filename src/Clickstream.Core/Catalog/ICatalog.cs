using Clickstream.Core.Lake;
using Clickstream.Core.Time;

namespace Clickstream.Core.Catalog;

/// <summary>
/// Where query engines look up tables and the folders of their partitions: Glue on AWS. It holds nothing of its own: all of it follows from the manifests,
/// and can be made again from them (<see cref="CatalogSync"/>). Locally there is none, because the local engine reads the manifests themselves.
/// Every call may be repeated.
/// </summary>
public interface ICatalog
{
    /// <summary>Where an object is, in the words of the engines that read the catalog: <c>s3://BUCKET/KEY</c>.</summary>
    string LocationOf(string key);

    /// <summary>Makes a table, or brings its columns and its folder up to date.</summary>
    /// <param name="table">The table.</param>
    /// <param name="folder">Its folder in the object store, ending in a slash, where link files say what is published.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="CatalogException">The catalog refuses.</exception>
    Task EnsureTableAsync(LakeTable table, string folder, CancellationToken cancellationToken);

    /// <summary>The partitions of a table. A folder outside the lake is given as its whole location.</summary>
    /// <exception cref="CatalogException">The catalog refuses.</exception>
    Task<IReadOnlyList<CatalogPartition>> ListAsync(LakeTable table, CancellationToken cancellationToken);

    /// <summary>Adds partitions; one that exists is moved to the folder.</summary>
    /// <exception cref="CatalogException">The catalog refuses some of them; the others are added.</exception>
    Task AddAsync(LakeTable table, IReadOnlyList<CatalogPartition> partitions, CancellationToken cancellationToken);

    /// <summary>Moves partitions that exist to other folders, as when somebody else made them.</summary>
    /// <exception cref="CatalogException">The catalog refuses some of them; the others are moved.</exception>
    Task MoveAsync(LakeTable table, IReadOnlyList<CatalogPartition> partitions, CancellationToken cancellationToken);

    /// <summary>Removes partitions; one that is not there is passed over. Files stay.</summary>
    /// <exception cref="CatalogException">The catalog refuses some of them; the others are removed.</exception>
    Task RemoveAsync(LakeTable table, IReadOnlyList<Hour> hours, CancellationToken cancellationToken);
}
