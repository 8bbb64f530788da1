using Clickstream.Core.Time;

namespace Clickstream.Core.Catalog;

/// <summary>An hour of a table and where its link file is.</summary>
/// <param name="Hour">The hour.</param>
/// <param name="Folder">Its folder in the object store, ending in a slash.</param>
public readonly record struct CatalogPartition(Hour Hour, string Folder);
