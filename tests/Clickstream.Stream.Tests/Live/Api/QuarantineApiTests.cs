using System.Buffers;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Clickstream.Core.Events;
using Clickstream.Core.Lake;
using Clickstream.Core.Objects;
using Clickstream.Core.Quarantine;
using Clickstream.Local.Folder;
using Clickstream.Local.Leases;
using Clickstream.Local.Objects;
using Clickstream.Stream.Live;

namespace Clickstream.Stream.Tests.Live.Api;

public sealed class QuarantineApiTests : IDisposable
{
    private static readonly LiveReplayOutcome Outcome = new(3, 0, new Dictionary<string, long> { ["missing_type"] = 2 }, 0, 1, 0, true, []);

    private readonly string _folder = Directory.CreateTempSubdirectory("clickstream-live-").FullName;
    private readonly FolderObjectStore _store;
    private readonly SqliteLeaseStore _leases;

    public QuarantineApiTests()
    {
        var folder = LocalDataFolder.Open(_folder);
        (_store, _leases) = (new FolderObjectStore(folder, TimeProvider.System), new SqliteLeaseStore(folder));
    }

    public void Dispose()
    {
        _leases.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Entries_are_counted_once_by_reason_and_shown_as_harmless_text()
    {
        var entries = Enumerable.Range(0, 30).Select(number => Entry(number, number < 20 ? RejectionReason.MalformedJson : RejectionReason.MissingTime)).ToArray();
        await StoreAsync("a", entries);
        await StoreAsync("b", entries[..10]); // Written twice by a worker that was killed.
        await using var host = await StartAsync(null);

        var answer = await ApiClient.AskAsync(host, "/api/quarantine");
        var samples = await ApiClient.AskAsync(host, "/api/quarantine/samples?reason=missing_time&limit=3&hour=" + Rows.Noon.Hour.Path);

        Assert.Equal("malformed_json 20 missing_time 10", string.Join(' ', answer.GetProperty("groups").EnumerateArray().Select(group => $"{group.GetProperty("reason")} {group.GetProperty("waiting")}")));
        Assert.Equal(30, answer.GetProperty("waiting").GetInt64());
        Assert.Equal(["20", "21", "22"], samples.GetProperty("samples").EnumerateArray().Select(sample => sample.GetProperty("origin").GetString()!.Split('/')[^1]));
        Assert.Equal("\\u{1b}[2J<script>", samples.GetProperty("samples")[0].GetProperty("payload").GetString());
    }

    [Theory]
    [InlineData("reason=nonsense")]
    [InlineData("hour=yesterday")]
    [InlineData("limit=101")]
    public async Task What_cannot_be_read_is_refused(string query)
    {
        await using var host = await StartAsync(null);

        await ApiClient.AskAsync(host, "/api/quarantine/samples?" + query, HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_replay_needs_the_value_that_only_our_page_knows()
    {
        await using var host = await StartAsync((_, _) => Task.FromResult<LiveReplayOutcome?>(Outcome));
        var csrf = await CsrfAsync(host);

        Assert.Equal(3, (await PostAsync(host, HttpStatusCode.OK, csrf, [])).GetProperty("replayed").GetInt64());
        await PostAsync(host, HttpStatusCode.Forbidden, null, []);
        await PostAsync(host, HttpStatusCode.Forbidden, csrf[..^1] + "g", []);
        await PostAsync(host, HttpStatusCode.Forbidden, csrf, [("Origin", "http://evil.example")]);
        await PostAsync(host, HttpStatusCode.Forbidden, csrf, [("Origin", "null")]);
        await PostAsync(host, HttpStatusCode.Forbidden, csrf, [("Sec-Fetch-Site", "cross-site")]);
        await PostAsync(host, HttpStatusCode.OK, csrf, [("Sec-Fetch-Site", "same-origin"), ("Origin", host.Client.BaseAddress!.GetLeftPart(UriPartial.Authority))]);
    }

    [Theory]
    [InlineData("{}", HttpStatusCode.BadRequest)]
    [InlineData("null", HttpStatusCode.BadRequest)]
    [InlineData("""{"dry_run":false,"reason":"nonsense"}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"dry_run":false,"hour":"yesterday"}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"dry_run":false,"sets":{"":"x"}}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"dry_run":false,"renames":{"a":null}}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"dry_run":true,"reason":"missing_type","hour":"2026/03/01/10","renames":{"kind":"event_type"},"sets":{}}""", HttpStatusCode.OK)]
    public async Task An_order_is_read_strictly(string order, HttpStatusCode expected)
    {
        LiveReplayOrder? taken = null;
        await using var host = await StartAsync((given, _) =>
        {
            taken = given;
            return Task.FromResult<LiveReplayOutcome?>(Outcome);
        });

        await PostAsync(host, expected, await CsrfAsync(host), [], new StringContent(order, Encoding.UTF8, "application/json"));

        Assert.Equal(expected == HttpStatusCode.OK, taken is not null);
        Assert.Equal(expected == HttpStatusCode.OK ? "event_type" : null, taken?.Renames["kind"]);
    }

    [Fact]
    public async Task A_form_of_another_site_and_a_body_without_end_are_refused()
    {
        await using var host = await StartAsync((_, _) => Task.FromResult<LiveReplayOutcome?>(Outcome));
        var csrf = await CsrfAsync(host);

        await PostAsync(host, HttpStatusCode.UnsupportedMediaType, csrf, [], new StringContent("{\"dry_run\":false}", Encoding.UTF8, "text/plain"));
        await PostAsync(host, HttpStatusCode.RequestEntityTooLarge, csrf, [], new StringContent($"{{\"dry_run\":false,\"reason\":\"{new string('x', 70_000)}\"}}", Encoding.UTF8, "application/json"));
    }

    [Fact]
    public async Task One_replay_runs_at_a_time_and_a_failed_one_does_not_stay_in_the_way()
    {
        var gate = new TaskCompletionSource<LiveReplayOutcome?>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var host = await StartAsync((_, _) => gate.Task);
        var csrf = await CsrfAsync(host);
        var first = PostAsync(host, HttpStatusCode.ServiceUnavailable, csrf, []);
        var second = await Task.WhenAny(first, PostAsync(host, HttpStatusCode.Conflict, csrf, []));
        await second;
        gate.SetException(new IOException("The disk is full."));

        Assert.Contains("The disk is full.", (await first).GetProperty("detail").GetString(), StringComparison.Ordinal);
        await PostAsync(host, HttpStatusCode.ServiceUnavailable, csrf, []);
    }

    [Fact]
    public async Task Where_nothing_can_be_replayed_that_is_said()
    {
        await using var host = await StartAsync(null);

        Assert.False((await ApiClient.AskAsync(host, "/api/session")).GetProperty("can_replay").GetBoolean());
        await PostAsync(host, HttpStatusCode.NotFound, await CsrfAsync(host), []);
    }

    private static async Task<JsonElement> PostAsync(LiveHost host, HttpStatusCode expected, string? csrf, (string Name, string Value)[] headers, HttpContent? body = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/quarantine/replay") { Content = body ?? JsonContent.Create(new { dry_run = false }) };
        foreach (var (name, value) in csrf is null ? headers : headers.Append(("X-Clickstream-Csrf", csrf)))
        {
            request.Headers.Add(name, value);
        }

        using var answer = await host.Client.SendAsync(request);
        return await ApiClient.ReadAsync(host, "post", "/api/quarantine/replay", answer, expected);
    }

    private static async Task<string> CsrfAsync(LiveHost host) => (await ApiClient.AskAsync(host, "/api/session")).GetProperty("csrf").GetString()!;

    private static QuarantineEntry Entry(int number, RejectionReason reason) => new()
    {
        Reason = reason,
        Hour = Rows.Noon.Hour,
        Source = "raw/x.json",
        Origin = $"replay/x/{number}",
        Length = 12,
        Payload = "\u001b[2J<script>"u8.ToArray(),
    };

    private Task<LiveHost> StartAsync(Func<LiveReplayOrder, CancellationToken, Task<LiveReplayOutcome?>>? replay) =>
        LiveHost.StartAsync(null, sources => sources with { Store = _store, Leases = _leases, Replay = replay });

    private async Task StoreAsync(string name, QuarantineEntry[] entries)
    {
        var lines = new ArrayBufferWriter<byte>();
        using var writer = new QuarantineLineWriter();
        foreach (var entry in entries)
        {
            writer.Write(entry, lines);
        }

        var content = new MemoryStream();
        await using (var zip = new GZipStream(content, CompressionLevel.Fastest, leaveOpen: true))
        {
            await zip.WriteAsync(lines.WrittenMemory);
        }

        await _store.PutAsync(new ObjectKey($"{LakeLayout.Quarantine}{Rows.Noon.Hour.Path}/{name}.json.gz"), content.ToArray(), CancellationToken.None);
    }
}
