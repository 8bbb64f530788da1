namespace Clickstream.Core.Decoding;

/// <summary>One product of an order that lists its items.</summary>
/// <param name="Product">The product id, UTF-8; empty if the item names none.</param>
/// <param name="Quantity">Pieces; 1 if the item does not say.</param>
/// <param name="Price">The price of one, in ten-thousandths; null if the item does not say.</param>
public readonly record struct OrderLine(ReadOnlyMemory<byte> Product, long Quantity, long? Price);
