using Clickstream.Compactor.Buckets;
using Clickstream.Compactor.Columns;

namespace Clickstream.Compactor.Dimensions;

/// <summary>What a bucket of an hour adds to the dimensions: its users and its products, published with the bucket.</summary>
internal sealed class DimensionPart(RecentParts recent) : DerivedFile
{
    /// <summary>Its name in <see cref="Core.Lake.HourBucket.Derived"/>.</summary>
    public const string PartName = "dimensions";

    public override string Name => PartName;

    public override string FileNameOf(int bucket) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"_dimensions-{bucket:D5}.bin");

    public override async Task<long> WriteAsync(DerivedSource source, System.IO.Stream output, CancellationToken cancellationToken)
    {
        using var content = new MemoryStream();
        var rows = await WriteAsync(source.Columns, content, cancellationToken);
        var bytes = content.ToArray();
        await output.WriteAsync(bytes, cancellationToken);
        recent.Keep(source.Key, bytes);
        return rows;
    }

    /// <summary>Writes the part of a bucket whose rows are in their final order.</summary>
    /// <returns>Users and products.</returns>
    public static async Task<long> WriteAsync(FactColumns columns, System.IO.Stream output, CancellationToken cancellationToken)
    {
        using var part = new PartWriter(output);
        using var users = new UserRows(columns);
        await users.ForEachAsync(user =>
        {
            user.Write(part.Entry);
            return part.EndEntryAsync(cancellationToken);
        });
        await part.EndSectionAsync(cancellationToken);
        using var products = ProductRows.Of(columns);
        await products.WriteAsync(part, cancellationToken);
        return part.Count;
    }
}
