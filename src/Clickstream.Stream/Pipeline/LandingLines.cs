using Clickstream.Core.Decoding;
using Clickstream.Core.Streams;

namespace Clickstream.Stream.Pipeline;

/// <summary>
/// Writes every event that was not redelivered, duplicates included, as a line of the micro-batch of its hour, with its position.
/// </summary>
internal sealed class LandingLines(ShardId shard, HourlyLines lines) : IObserver<ShardBatch>
{
    private readonly EventLineWriter _writer = new();

    /// <inheritdoc/>
    public void OnNext(ShardBatch value)
    {
        var rows = value.Events.Rows;
        var marks = value.Marks;
        for (var i = 0; i < rows.Length; i++)
        {
            if ((marks[i].Flags & InputFlags.Redelivered) == 0)
            {
                ref readonly var row = ref rows[i];
                var output = lines.At(row.Time.Hour);
                _writer.Write(value.Events, row, shard, output);
                output.EndLine();
            }
        }
    }

    /// <inheritdoc/>
    public void OnError(Exception error)
    {
        // The pipeline is broken; what was written is discarded with it.
    }

    /// <inheritdoc/>
    public void OnCompleted()
    {
        // The micro-batches are taken at the flush.
    }
}
