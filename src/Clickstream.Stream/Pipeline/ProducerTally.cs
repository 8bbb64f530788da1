using System.Text;

namespace Clickstream.Stream.Pipeline;

/// <summary>
/// Counts inputs by the producer in their origin. Inputs of one producer come in long runs, so only a change of producer touches the
/// ledger.
/// </summary>
internal sealed class ProducerTally(LedgerCounts ledger)
{
    private byte[] _current = [];
    private long _inputs;

    /// <summary>Counts an input.</summary>
    /// <param name="origin">Its origin, <c>producer/source/number</c>; empty if it has none.</param>
    public void Count(ReadOnlySpan<byte> origin)
    {
        var slash = origin.IndexOf((byte)'/');
        if (slash <= 0)
        {
            return;
        }

        var producer = origin[..slash];
        if (!producer.SequenceEqual(_current))
        {
            Settle();
            _current = producer.ToArray();
        }

        _inputs++;
    }

    /// <summary>Brings the ledger up to date.</summary>
    public void Settle()
    {
        if (_inputs > 0)
        {
            ledger.AddProducer(Encoding.UTF8.GetString(_current), _inputs);
            _inputs = 0;
        }
    }
}
