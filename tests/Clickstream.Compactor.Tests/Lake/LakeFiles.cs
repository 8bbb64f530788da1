using Clickstream.Core.Lake;

namespace Clickstream.Compactor.Tests.Lake;

/// <summary>All files that a manifest names.</summary>
internal static class LakeFiles
{
    public static IEnumerable<DataFile> Of(HourManifest manifest) => manifest.Buckets.SelectMany(
        bucket => bucket.Keys is { } keys ? bucket.Files.Concat(bucket.Derived.Values).Append(keys) : bucket.Files.Concat(bucket.Derived.Values));
}
