namespace Clickstream.Core.Lake;

/// <summary>The type of a column of a curated table.</summary>
public enum LakeType
{
    /// <summary>UTF-8 text.</summary>
    Text,

    /// <summary>An instant in UTC, in microseconds.</summary>
    Timestamp,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>A whole number of 64 bits.</summary>
    Number,

    /// <summary>An amount: DECIMAL(18,4).</summary>
    Money,

    /// <summary>A sum of amounts, each of which fits <see cref="Money"/>: DECIMAL(38,4).</summary>
    MoneySum,

    /// <summary>A map from text to text.</summary>
    TextMap,

    /// <summary>A map from text to whole numbers.</summary>
    NumberMap,

    /// <summary>A map from text (a currency) to DECIMAL(38,18).</summary>
    MoneyMap,
}
