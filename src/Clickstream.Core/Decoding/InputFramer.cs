using Clickstream.Core.Events;

namespace Clickstream.Core.Decoding;

/// <summary>
/// Splits bytes that are wholly in memory, such as a user record, into items: lines of JSON, a top-level array, or objects one after the
/// other. It never throws and always ends; every byte that is not white space, comma or the array's bracket is in exactly one item.
/// </summary>
public ref struct InputFramer
{
    private readonly ReadOnlySpan<byte> _input;
    private Framing _framing;
    private int _at;

    /// <summary>Starts at the first byte.</summary>
    public InputFramer(ReadOnlySpan<byte> input) => _input = input;

    /// <summary>Where in the input the last item began.</summary>
    public int Offset { get; private set; }

    /// <summary>Finds the next item.</summary>
    /// <param name="item">Its bytes, for the decoder.</param>
    /// <param name="problem">None; or MalformedJson or TooDeep for bytes that are no item, which need not go through the decoder.</param>
    /// <returns>False at the end.</returns>
    public bool TryRead(out ReadOnlySpan<byte> item, out RejectionReason problem)
    {
        var frame = _framing.Next(_input, _at, isFinal: true);
        _at = frame.Next;
        Offset = frame.Start;
        item = _input.Slice(frame.Start, frame.Length);
        problem = frame.Problem;
        return frame.Kind == FrameKind.Item;
    }
}
