using System.IO.Compression;
using Clickstream.Core.Lake;
using Clickstream.Core.Objects;
using Clickstream.Core.Time;
using Clickstream.Producer.Streams;

namespace Clickstream.Producer.Generate;

/// <summary>
/// Writes synthetic traffic as hourly raw files, <c>raw/clickstream/YYYY/MM/DD/HH/seed-SEED-part-NNNN.json[.gz]</c>, and then its oracle.
/// Running it again after a kill writes the same bytes to the same keys; running it again after it was done writes nothing.
/// </summary>
public sealed class RawGenerator
{
    private readonly GenerateOptions _options;
    private readonly IObjectStore _store;
    private readonly TimeProvider _time;
    private long _written;
    private long _bytes;
    private int _files;

    /// <summary>Prepares the work.</summary>
    /// <exception cref="ArgumentException">The options are not valid; the message lists all problems.</exception>
    public RawGenerator(GenerateOptions options, IObjectStore store, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        var problems = options.Validate();
        if (problems.Count > 0)
        {
            throw new ArgumentException(string.Join(' ', problems), nameof(options));
        }

        _options = options;
        _store = store;
        _time = time;
    }

    /// <summary>Writes what is missing.</summary>
    /// <param name="progress">Told about once a second; may be null.</param>
    /// <param name="cancellationToken">Stops at once; what is committed stays and is written again next time.</param>
    /// <exception cref="OtherTrafficException">The store has an oracle of this seed with other options.</exception>
    /// <exception cref="ObjectStoreException">The store cannot take it.</exception>
    public async Task<GenerateOutcome> RunAsync(IProgress<GenerateProgress>? progress, CancellationToken cancellationToken)
    {
        var known = await TrafficModel.FindOracleAsync(_options, _store, cancellationToken).ConfigureAwait(false);
        if (known is not null && await _store.GetAsync(DoneKey, cancellationToken).ConfigureAwait(false) is not null)
        {
            return new GenerateOutcome(known, 0, 0, 0);
        }

        var lanes = TrafficModel.CreateLanes(_options);
        using (Report(progress))
        {
            await Parallel.ForEachAsync(
                Enumerable.Range(0, lanes.Length),
                new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellationToken },
                async (lane, token) => await WriteLaneAsync(lanes[lane], lane, token).ConfigureAwait(false)).ConfigureAwait(false);
        }

        var oracle = OracleBuilder.Build(_options, lanes);
        await _store.PutAsync(Oracle.KeyOf(_options.Seed), oracle.ToJson(), cancellationToken).ConfigureAwait(false);
        await _store.PutAsync(DoneKey, "{}"u8.ToArray(), cancellationToken).ConfigureAwait(false);
        return new GenerateOutcome(oracle, _written, _bytes, _files);
    }

    /// <summary>Says that the files are all there; the oracle alone may come from the same traffic in the stream.</summary>
    private ObjectKey DoneKey => new($"{LakeLayout.Audit}generate/{TrafficModel.ProducerId(_options)}-raw.json");

    private ITimer? Report(IProgress<GenerateProgress>? progress)
    {
        var started = _time.GetTimestamp();
        void Tell(object? state) => progress!.Report(new GenerateProgress(
            Interlocked.Read(ref _written), _options.Events, Interlocked.Read(ref _bytes), _time.GetElapsedTime(started)));
        return progress is null ? null : _time.CreateTimer(Tell, null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
    }

    private async Task WriteLaneAsync(TrafficLane lane, int number, CancellationToken cancellationToken)
    {
        var block = new ItemBlock();
        var more = lane.Fill(block);
        while (more)
        {
            var hour = block.Hour;
            var upload = await _store.BeginUploadAsync(KeyOf(hour, number), cancellationToken).ConfigureAwait(false);
            await using (upload.ConfigureAwait(false))
            {
                more = await WriteHourAsync(lane, block, upload.Content, cancellationToken).ConfigureAwait(false);
                await upload.CommitAsync(cancellationToken).ConfigureAwait(false);
            }

            Interlocked.Increment(ref _files);
        }
    }

    private async Task<bool> WriteHourAsync(TrafficLane lane, ItemBlock block, Stream content, CancellationToken cancellationToken)
    {
        var hour = block.Hour;
        var zip = _options.Gzip ? new GZipStream(content, CompressionLevel.Fastest, leaveOpen: true) : null;
        var more = true;
        while (more && block.Hour == hour)
        {
            await (zip ?? content).WriteAsync(block.Content, cancellationToken).ConfigureAwait(false);
            Interlocked.Add(ref _written, block.Count);
            Interlocked.Add(ref _bytes, block.Length);
            more = lane.Fill(block);
        }

        if (zip is not null)
        {
            // Writes the end of the gzip stream; after a failure the upload is discarded anyway.
            await zip.DisposeAsync().ConfigureAwait(false);
        }

        return more;
    }

    private ObjectKey KeyOf(int hour, int lane)
    {
        var folder = new Hour(EventTime.From(_options.Start).Hour.Number + hour).Path;
        return new ObjectKey($"{LakeLayout.Raw}{folder}/{TrafficModel.PartName(_options, lane)}{(_options.Gzip ? ".json.gz" : ".json")}");
    }
}
