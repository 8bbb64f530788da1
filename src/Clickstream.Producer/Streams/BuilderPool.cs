using Clickstream.Core.Aggregation;

namespace Clickstream.Producer.Streams;

/// <summary>Builders that are used again; as many as records are in flight. Used under the producer's lock.</summary>
internal sealed class BuilderPool
{
    private readonly Stack<AggregatedRecordBuilder> _idle = new();

    public AggregatedRecordBuilder Rent() => _idle.TryPop(out var builder) ? builder : new AggregatedRecordBuilder();

    public void Return(AggregatedRecordBuilder builder)
    {
        builder.Clear();
        _idle.Push(builder);
    }
}
