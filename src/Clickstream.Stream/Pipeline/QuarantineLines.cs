using System.Buffers;
using System.Globalization;
using System.Text;
using Clickstream.Core.Privacy;
using Clickstream.Core.Quarantine;
using Clickstream.Core.Streams;
using Clickstream.Core.Time;

namespace Clickstream.Stream.Pipeline;

/// <summary>Writes every rejected input, whole but for the addresses and query parameters that are not to be stored, as a line of the quarantine of its hour.</summary>
internal sealed class QuarantineLines(ShardId shard, HourlyLines lines, PipelineOptions options) : IDisposable
{
    private readonly QuarantineLineWriter _writer = new();

    /// <summary>The lines.</summary>
    public HourlyLines Lines { get; } = lines;

    /// <summary>Adds an input.</summary>
    public void Add(Hour hour, in RejectedInput input)
    {
        var (position, output) = (input.Position, Lines.At(hour));
        var payload = PayloadOf(input.Payload);
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
                Length = payload.Length,
                Received = input.Arrival,
                Payload = payload,
            },
            output);
        output.EndLine();
    }

    private ReadOnlyMemory<byte> PayloadOf(ReadOnlySpan<byte> input)
    {
        var kept = (ReadOnlyMemory<byte>)input.ToArray();
        if (options.Enrichment.Parameters is { } parameters)
        {
            var cleaned = new ArrayBufferWriter<byte>(Math.Max(1, input.Length));
            kept = parameters.Clean(kept.Span, cleaned) > 0 ? cleaned.WrittenMemory : kept;
        }

        if (options.Addresses == AddressPolicy.Keep)
        {
            return kept;
        }

        var redacted = new ArrayBufferWriter<byte>(Math.Max(1, kept.Length));
        AddressText.Redact(kept.Span, options.Addresses, redacted);
        return redacted.WrittenMemory;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _writer.Dispose();
        Lines.Dispose();
    }
}
