namespace Clickstream.Compactor.Parquet.Writing;

/// <summary>The physical type of a column; the numbers are those of the format.</summary>
internal enum PhysicalType
{
    Boolean = 0,
    Int64 = 2,
    ByteArray = 6,
}

/// <summary>What a column means beyond its physical type.</summary>
internal enum Annotation
{
    None,
    Text,
    TimestampMicros,
    Number,
    Money,
}

/// <summary>A column that holds values, as opposed to a group of columns.</summary>
/// <param name="Path">Its name, with those of the groups around it.</param>
/// <param name="Type">How its values are stored.</param>
/// <param name="Annotation">What they mean.</param>
/// <param name="IsRequired">Whether the column itself is required; the groups around it may be absent nevertheless.</param>
/// <param name="MaxDefinition">The definition level of a value that is there.</param>
/// <param name="MaxRepetition">1 in a repeated group, else 0.</param>
internal sealed record LeafColumn(
    IReadOnlyList<string> Path, PhysicalType Type, Annotation Annotation, bool IsRequired, int MaxDefinition, int MaxRepetition)
{
    /// <summary>A column of the table itself.</summary>
    public static LeafColumn Of(string name, PhysicalType type, Annotation annotation, bool isRequired) =>
        new([name], type, annotation, isRequired, isRequired ? 0 : 1, 0);
}
