using Clickstream.Core.Lake;
using Clickstream.Core.Objects;

namespace Clickstream.Compactor.Execution;

/// <summary>A manifest as it was read, with what a conditional put needs to replace exactly it.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Manifest">Its content; null if nothing is published yet.</param>
/// <param name="ETag">Names this content; null if nothing is published yet.</param>
internal sealed record Published<T>(ObjectKey Key, T? Manifest, ETag? ETag)
    where T : class, IManifest;
