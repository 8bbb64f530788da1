using System.IO.Compression;
using System.Text;
using Clickstream.Core.Events;
using Clickstream.Core.Lake;
using Clickstream.Core.Ledgers;
using Clickstream.Core.Objects;
using Clickstream.Core.Quarantine;
using Clickstream.Core.Streams;
using Clickstream.Local.Streams;
using Clickstream.Producer.Replay;
using Clickstream.Producer.Streams;

namespace Clickstream.Producer.Tests.Replay;

/// <summary>A data folder with a stream, and raw files as a test writes them.</summary>
internal sealed class ReplayFixture : IDisposable
{
    public static readonly ReplayOptions Options = new()
    {
        Producer = new StreamProducerOptions
        {
            Linger = TimeSpan.FromMilliseconds(5),
            FirstRetryLimit = TimeSpan.FromMilliseconds(1),
            MaxRetryLimit = TimeSpan.FromMilliseconds(4),
        },
    };

    private ReplayFixture(DataFolder folder, SqliteEventStream stream)
    {
        Folder = folder;
        Stream = stream;
    }

    public DataFolder Folder { get; }

    public SqliteEventStream Stream { get; }

    public static async Task<ReplayFixture> CreateAsync(int shards = 4)
    {
        var folder = new DataFolder();
        return new ReplayFixture(folder, await folder.OpenStreamAsync(shards));
    }

    /// <summary>A line that is an event.</summary>
    public static string Event(string time, string user, string id) =>
        $$"""{"event_id":"{{id}}","event_type":"view","event_timestamp":"{{time}}","user_id":"{{user}}"}""";

    public Task WriteAsync(string path, params string[] lines) => WriteAsync(path, Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n"));

    public async Task WriteAsync(string path, byte[] content) =>
        await Folder.Objects.PutAsync(new ObjectKey(LakeLayout.Raw + path), content, DataFolder.Deadline);

    public static byte[] Gzip(byte[] content)
    {
        using var target = new MemoryStream();
        using (var zip = new GZipStream(target, CompressionLevel.Fastest))
        {
            zip.Write(content);
        }

        return target.ToArray();
    }

    public Replayer Replayer(ReplayOptions? options = null, IEventStream? stream = null, IObjectStore? raw = null) =>
        new(options ?? Options, raw ?? Folder.Objects, Folder.Objects, stream ?? Stream, TimeProvider.System);

    public Task<ReplayOutcome> RunAsync(ReplayOptions? options = null) =>
        Replayer(options).RunAsync(null, CancellationToken.None, DataFolder.Deadline);

    /// <summary>The ledger; an empty one if there is none yet.</summary>
    public async Task<ProducerLedger> LedgerAsync()
    {
        var key = LakeLayout.ProducerLedger(Options.ProducerId);
        return await Folder.Objects.GetAsync(key, DataFolder.Deadline) is { } stored
            ? LedgerJson.ReadProducer(key, stored.Content.Span)
            : ReplayCheckpoint.Start(Options).ToLedger();
    }

    public async Task<List<(ObjectKey Key, QuarantineEntry Entry)>> QuarantineAsync()
    {
        var entries = new List<(ObjectKey, QuarantineEntry)>();
        foreach (var info in await Folder.ListAsync(LakeLayout.Quarantine))
        {
            var content = (await Folder.Objects.OpenReadAsync(info.Key, DataFolder.Deadline))!;
            await using var zip = new GZipStream(content, CompressionMode.Decompress);
            using var reader = new StreamReader(zip);
            while (await reader.ReadLineAsync() is { } line)
            {
                entries.Add((info.Key, QuarantineLineReader.Read(Encoding.UTF8.GetBytes(line))));
            }
        }

        return entries;
    }

    public static IEnumerable<RejectionReason> Reasons(IEnumerable<(ObjectKey Key, QuarantineEntry Entry)> entries) =>
        entries.Select(entry => entry.Entry.Reason);

    public void Dispose() => Folder.Dispose();
}
