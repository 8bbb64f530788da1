using System.Buffers;
using System.IO.Pipelines;

namespace Clickstream.Producer.Collect.Http;

/// <summary>A body in memory, or why there is none.</summary>
internal sealed class CollectedBody : IDisposable
{
    private readonly BodyReader? _owner;
    private readonly PipeReader? _reader;
    private readonly ReadOnlySequence<byte> _inPlace;

    /// <summary>Begins an empty body.</summary>
    public CollectedBody(BodyReader owner) => _owner = owner;

    private CollectedBody(Refusal refusal) => Refusal = refusal;

    private CollectedBody(PipeReader reader, ReadOnlySequence<byte> content) => (_reader, _inPlace) = (reader, content);

    /// <summary>Why it was not taken.</summary>
    public Refusal? Refusal { get; }

    public byte[] Array { get; private set; } = [];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Content => _reader is null ? Array.AsSpan(0, Length) : _inPlace.FirstSpan;

    public static CollectedBody Refused(Refusal refusal) => new(refusal);

    /// <summary>A body that stays where Kestrel has received it.</summary>
    public static CollectedBody InPlace(PipeReader reader, ReadOnlySequence<byte> content) => new(reader, content);

    public void Grow(byte[] larger)
    {
        Array.AsSpan(0, Length).CopyTo(larger);
        Return();
        Array = larger;
    }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Array.AsSpan(Length));
        Length += bytes.Length;
    }

    public void Dispose()
    {
        _reader?.AdvanceTo(_inPlace.End);
        _owner?.Release(Array.Length);
        Return();
        Array = [];
        Length = 0;
    }

    private void Return()
    {
        if (Array.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(Array);
        }
    }
}
