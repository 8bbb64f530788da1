using Clickstream.Compactor.Parquet;
using Parquet.Serialization;

namespace Clickstream.Compactor.Users;

/// <summary>User rows as a Parquet file.</summary>
internal static class UserFile
{
    public static Task WriteAsync(IReadOnlyCollection<UserRow> users, Codec codec, System.IO.Stream output, CancellationToken cancellationToken) =>
        ParquetSerializer.SerializeAsync(users, output, ParquetSettings.For(codec), cancellationToken: cancellationToken);

    public static async Task<IList<UserRow>> ReadAsync(System.IO.Stream content, CancellationToken cancellationToken) =>
        (await ParquetSerializer.DeserializeAsync<UserRow>(content, cancellationToken: cancellationToken)).Data;
}
