namespace Clickstream.Compactor.Columns;

/// <summary>The columns of a row that are numbers, in the units of <see cref="FactColumns"/>.</summary>
internal readonly record struct FactValues(long Time, long Received, long Quantity, long Price, sbyte IsBot);
