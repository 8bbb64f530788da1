using System.Security.Cryptography;
using Clickstream.Core.Lake;
using Clickstream.Core.Objects;

namespace Clickstream.Compactor.Execution;

/// <summary>
/// Opens files that a manifest names. Their bytes are compared with it first: the Parquet reader does not always come to an end on damaged
/// bytes.
/// </summary>
internal static class PublishedFile
{
    /// <summary>Opens a file at its beginning.</summary>
    /// <exception cref="InvalidDataException">It is gone, or not what was published.</exception>
    public static async Task<System.IO.Stream> OpenAsync(IObjectStore store, DataFile file, CancellationToken cancellationToken)
    {
        var content = await store.OpenReadAsync(new ObjectKey(file.Key), cancellationToken)
            ?? throw new InvalidDataException(
                $"{file.Key} of the published version is gone. Restore it, or remove the manifest to compact again from the landing zone.");
        var sha256 = Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancellationToken));
        if (sha256 != file.Sha256)
        {
            await content.DisposeAsync();
            throw new InvalidDataException(
                $"{file.Key} is damaged: its content is not what was published. Restore it, or remove the manifest to compact again from the landing zone.");
        }

        content.Position = 0;
        return content;
    }
}
