using Clickstream.Compactor.Parquet;
using Clickstream.Core.Lake;
using Clickstream.Core.Objects;
using Parquet;
using Parquet.Schema;

namespace Clickstream.Compactor.Quality;

/// <summary>What the footer of a Parquet file says: read without its pages, so it costs little whatever the size.</summary>
/// <param name="Rows">Rows.</param>
/// <param name="Columns">Name and type of each column.</param>
/// <param name="Absent">Rows without a value, by column; a column without that statistic is not in it.</param>
internal sealed record FileFacts(long Rows, IReadOnlyList<string> Columns, IReadOnlyDictionary<string, long> Absent)
{
    /// <summary>The columns that a file of <c>fact_clicks</c> has.</summary>
    public static IReadOnlyList<string> OfFacts { get; } = Describe(FactSchema.Schema);

    /// <exception cref="InvalidDataException">It is gone, or no Parquet file.</exception>
    public static async Task<FileFacts> ReadAsync(IObjectStore store, DataFile file, CancellationToken cancellationToken)
    {
        await using var content = await store.OpenReadAsync(new ObjectKey(file.Key), cancellationToken)
            ?? throw new InvalidDataException($"{file.Key} is gone.");
        await using var reader = await OpenAsync(file, content, cancellationToken);
        var absent = new Dictionary<string, long>(StringComparer.Ordinal);
        var groups = reader.Metadata?.RowGroups ?? [];
        foreach (var column in groups.SelectMany(group => group.Columns))
        {
            if (column.MetaData is { PathInSchema: [var name], Statistics.NullCount: { } nulls })
            {
                absent[name] = absent.GetValueOrDefault(name) + nulls;
            }
        }

        return new FileFacts(groups.Sum(group => group.NumRows), Describe(reader.Schema), absent);
    }

    private static async Task<ParquetReader> OpenAsync(DataFile file, System.IO.Stream content, CancellationToken cancellationToken)
    {
        try
        {
            return await ParquetReader.CreateAsync(content, leaveStreamOpen: true, cancellationToken: cancellationToken);
        }
        catch (Exception fault) when (fault.GetType() == typeof(IOException))
        {
            throw new InvalidDataException($"{file.Key} is no Parquet file: {fault.Message}", fault); // By this the reader says so.
        }
    }

    // Whether a value may be absent is not compared: other writers than ours declare everything optional, and what is required is counted.
    private static IReadOnlyList<string> Describe(ParquetSchema schema) =>
        [.. schema.DataFields.Select(field => $"{field.Path.FirstPart}{(field.Path.Length > 1 ? $".{field.Name}" : string.Empty)} {field.ClrType.Name}")];
}
