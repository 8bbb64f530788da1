using System.Buffers;
using Clickstream.Core.Events;

namespace Clickstream.Compactor.Erasure;

/// <summary>What becomes of an item of an object.</summary>
internal enum ItemFate
{
    /// <summary>It is not theirs.</summary>
    Keep,

    /// <summary>It goes.</summary>
    Drop,

    /// <summary>Another text takes its place.</summary>
    Replace,
}

/// <summary>Decides about the items of the objects of one layer. Not safe for concurrent use.</summary>
internal abstract class ItemEdit
{
    /// <summary>The name of the layer in receipts.</summary>
    public abstract string Layer { get; }

    /// <summary>Where its objects are.</summary>
    public abstract string Prefix { get; }

    /// <summary>Decides about an item.</summary>
    /// <param name="item">Its bytes, or the first of them if it is too large.</param>
    /// <param name="problem">Why it is no item for the decoder; None otherwise.</param>
    /// <param name="to">Gets the text that takes its place.</param>
    public abstract ItemFate Edit(ReadOnlySpan<byte> item, RejectionReason problem, ArrayBufferWriter<byte> to);
}
