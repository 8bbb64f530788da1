using Clickstream.Compactor.Columns;

namespace Clickstream.Compactor.Dimensions;

/// <summary>Sums of money in ten-thousandths, as the columns of the type DECIMAL(18,4) hold them.</summary>
internal static class Money
{
    /// <summary>What an amount must be below: 18 digits.</summary>
    public const long Limit = 1_000_000_000_000_000_000;

    /// <summary>A sum as a column holds it: absent if it does not fit, since a wrong number is worse than none.</summary>
    public static long ToColumn(Int128 sum) => sum < Limit ? (long)sum : FactColumns.Absent;
}
