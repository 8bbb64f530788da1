using Clickstream.Bench.Traffic;
using Clickstream.Core.Objects;
using Clickstream.Core.Streams;
using Clickstream.Producer.Generate;

namespace Clickstream.Bench.Alerting;

/// <summary>Traffic at a steady rate.</summary>
internal static class PacedTraffic
{
    public const int EventsPerSecond = 20_000;

    /// <summary>What begins here is warm: the code is compiled and the leases are taken.</summary>
    public static TimeSpan WarmUp { get; } = TimeSpan.FromSeconds(3);

    /// <summary>Puts it all, and returns when the stream has it.</summary>
    public static Task PutAsync(IObjectStore store, IEventStream stream, long events)
    {
        var pace = new StreamGeneratorOptions { EventsPerSecond = EventsPerSecond };
        return new StreamGenerator(TrafficWork.Options(events), pace, store, stream, TimeProvider.System).RunAsync(null, default, default);
    }
}
