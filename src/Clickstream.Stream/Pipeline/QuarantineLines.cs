using System.Globalization;
using System.Text;
using Clickstream.Core.Quarantine;
using Clickstream.Core.Streams;
using Clickstream.Core.Time;

namespace Clickstream.Stream.Pipeline;

/// <summary>Writes every rejected input, whole, as a line of the quarantine of its hour.</summary>
internal sealed class QuarantineLines(ShardId shard, HourlyLines lines) : IDisposable
{
    private readonly QuarantineLineWriter _writer = new();

    /// <summary>The lines.</summary>
    public HourlyLines Lines { get; } = lines;

    /// <summary>Adds an input.</summary>
    public void Add(Hour hour, in RejectedInput input)
    {
        var (position, output) = (input.Position, Lines.At(hour));
        _writer.Write(
            new QuarantineEntry
            {
                Reason = input.Reason,
                Hour = hour,
                Source = shard.Value,
                Position = string.Create(
                    CultureInfo.InvariantCulture,
                    $"{shard}:{position.SequenceNumber}:{position.SubSequenceNumber}:{position.Item}"),
                Origin = input.Origin.IsEmpty ? null : Encoding.UTF8.GetString(input.Origin),
                Length = input.Payload.Length,
                Received = input.Arrival,
                Payload = input.Payload.ToArray(),
            },
            output);
        output.EndLine();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _writer.Dispose();
        Lines.Dispose();
    }
}
