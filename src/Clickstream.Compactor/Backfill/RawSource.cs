using Clickstream.Core.Objects;

namespace Clickstream.Compactor.Backfill;

/// <summary>Where raw objects are.</summary>
/// <param name="Store">The store; only read.</param>
/// <param name="Prefix">What their keys begin with.</param>
public sealed record RawSource(IObjectStore Store, string Prefix);
