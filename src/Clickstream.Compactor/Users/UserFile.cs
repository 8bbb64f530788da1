using Clickstream.Compactor.Parquet;
using Parquet.Serialization;

namespace Clickstream.Compactor.Users;

/// <summary>User rows as a Parquet file.</summary>
internal static class UserFile
{
    /// <summary>Writes users, in the order given; the same users give the same bytes.</summary>
    public static Task WriteAsync(
        IReadOnlyCollection<UserRow> users, Codec codec, System.IO.Stream output, CancellationToken cancellationToken)
    {
        foreach (var user in users.Where(user => user.DevicePreferences.Count > 1))
        {
            user.DevicePreferences = new Dictionary<string, long>(user.DevicePreferences.OrderBy(pair => pair.Key, StringComparer.Ordinal));
        }

        return ParquetSerializer.SerializeAsync(users, output, ParquetSettings.For(codec), cancellationToken: cancellationToken);
    }

    public static async Task<IList<UserRow>> ReadAsync(System.IO.Stream content, CancellationToken cancellationToken) =>
        (await ParquetSerializer.DeserializeAsync<UserRow>(content, cancellationToken: cancellationToken)).Data;
}
