using System.Text;
using Clickstream.Compactor.Parquet;
using Clickstream.Core.Decoding;
using Clickstream.Core.Lake;
using Clickstream.Core.Objects;

namespace Clickstream.Compactor.Reconcile;

/// <summary>
/// Looks for a click id that is in files twice. Only their column of click ids is read, once for each part of the fingerprints that fits in memory.
/// </summary>
/// <param name="store">Where the files are.</param>
/// <param name="perPass">Click ids that are compared at a time; 1 million take 40 MB.</param>
internal sealed class DistinctClicks(IObjectStore store, int perPass = 1_000_000)
{
    /// <summary>Looks.</summary>
    /// <param name="files">Files whose checksums have been compared.</param>
    /// <param name="cancellationToken">Aborts.</param>
    /// <returns>One that is there twice; null if there is none.</returns>
    /// <exception cref="InvalidDataException">A file is gone.</exception>
    public async Task<string?> FindTwiceAsync(IReadOnlyList<DataFile> files, CancellationToken cancellationToken)
    {
        var rows = files.Sum(file => file.Rows);
        var passes = (uint)((rows / perPass) + 1);
        var seen = new HashSet<UInt128>((int)Math.Min(rows, perPass));
        string? twice = null;
        for (var pass = 0u; pass < passes && twice is null; pass++)
        {
            seen.Clear();
            foreach (var file in files)
            {
                await using var content = await store.OpenReadAsync(new ObjectKey(file.Key), cancellationToken)
                    ?? throw new InvalidDataException($"{file.Key} was removed while it was read.");
                var part = pass;
                await FactFileReader.ForEachGroupAsync(
                    content,
                    group => group.ReadTextAsync(
                        FactSchema.ClickId,
                        (_, _, click) =>
                        {
                            var key = ClickId.KeyOf(click);
                            if ((uint)key % passes == part && !seen.Add(key))
                            {
                                twice ??= Encoding.UTF8.GetString(click);
                            }
                        },
                        cancellationToken),
                    cancellationToken);
            }
        }

        return twice;
    }
}
