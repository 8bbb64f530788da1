using System.Globalization;
using Clickstream.Compactor.Columns;

namespace Clickstream.Compactor.Buckets;

/// <summary>
/// A file that is made of the rows of each bucket for another table, and published with the bucket: that table then is a function of the
/// published hours, and a bucket that is not touched is not read for it again.
/// </summary>
internal abstract class DerivedFile
{
    /// <summary>Its name in the manifest.</summary>
    public abstract string Name { get; }

    /// <summary>
    /// Its name in the folder of the version. Athena, Redshift Spectrum and Spark pass over files whose name begins with an underscore.
    /// </summary>
    public virtual string FileNameOf(int bucket) => string.Create(CultureInfo.InvariantCulture, $"_{Name}-{bucket:D5}.parquet");

    /// <summary>Whether there is anything to write; a bucket of which there is not lacks the file.</summary>
    public virtual bool HasRows(FactColumns columns) => columns.Count > 0;

    /// <summary>Writes the file.</summary>
    /// <param name="source">The bucket.</param>
    /// <param name="output">Where to.</param>
    /// <param name="cancellationToken">Aborts; nothing is published.</param>
    /// <returns>Rows written.</returns>
    public abstract Task<long> WriteAsync(DerivedSource source, System.IO.Stream output, CancellationToken cancellationToken);
}

/// <summary>What a derived file is made of.</summary>
/// <param name="Columns">The rows of the bucket in their final order (<see cref="RowOrder"/>): those of a visitor lie together.</param>
/// <param name="Codec">How Parquet is compressed.</param>
/// <param name="Key">The object key that the file will have.</param>
internal sealed record DerivedSource(FactColumns Columns, Codec Codec, string Key);
