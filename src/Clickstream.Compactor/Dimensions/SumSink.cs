using Clickstream.Compactor.Columns;

namespace Clickstream.Compactor.Dimensions;

/// <summary>Writes a sum as a part again.</summary>
internal sealed class SumSink(PartWriter part) : IDimensionSink
{
    public ValueTask TakeAsync(UserState user, CancellationToken cancellationToken)
    {
        user.Write(part.Entry);
        return part.EndEntryAsync(cancellationToken);
    }

    public ValueTask EndUsersAsync(CancellationToken cancellationToken) => part.EndSectionAsync(cancellationToken);

    public ValueTask TakeAsync(ReadOnlyMemory<byte> id, ProductState product, TextDictionary texts, CancellationToken cancellationToken)
    {
        product.Write(id.Span, texts, texts, part.Entry);
        return part.EndEntryAsync(cancellationToken);
    }

    public ValueTask EndProductsAsync(CancellationToken cancellationToken) => part.EndSectionAsync(cancellationToken);
}
