using System.Text;
using Clickstream.Core.Events;
using Clickstream.Core.Time;
using Clickstream.Local.Objects;
using Clickstream.Producer.Replay;
using Clickstream.Producer.Tests.Streams;

namespace Clickstream.Producer.Tests.Replay;

public sealed class ReplayTests
{
    [SharedDataFact]
    public async Task The_real_input_goes_in_once_however_often_it_is_replayed()
    {
        using var fixture = await ReplayFixture.CreateAsync();
        var raw = FolderObjectStore.OpenReadOnly(Path.Combine(SharedDataFactAttribute.Folder!, "rees46", "raw"));
        var options = ReplayFixture.Options with { RawPrefix = string.Empty };
        var plan = await fixture.Replayer(options, raw: raw).PlanAsync(DataFolder.Deadline);
        var first = await fixture.Replayer(options, raw: raw).RunAsync(null, CancellationToken.None, DataFolder.Deadline);
        var second = await fixture.Replayer(options, raw: raw).RunAsync(null, CancellationToken.None, DataFolder.Deadline);

        Assert.Equal((17_435, 6, 3), (plan.Inputs, plan.Files, plan.Hours.Count));
        Assert.Equal((17_435, 17_435, 0, true), (first.Read, first.Put, first.Quarantined, first.Complete));
        Assert.Equal((0, 6, true), (second.Read, second.FilesBefore, second.Complete));
        var stored = await StoredInputs.ReadAsync(fixture.Stream);
        Assert.Equal(17_435, stored.Select(input => input.Origin).Distinct().Count());
        Assert.Equal(17_435, stored.Count);
        Assert.Equal(4_505, stored.Select(input => input.Key).Distinct().Count());
        var ledger = await fixture.LedgerAsync();
        Assert.Equal((17_435, 17_435, true), (ledger.Read, ledger.Put, ledger.Complete));
    }

    [Fact]
    public async Task Files_of_an_hour_are_merged_by_event_time_and_hours_come_in_order()
    {
        using var fixture = await ReplayFixture.CreateAsync(shards: 1);
        await fixture.WriteAsync("2026/03/01/01/a.json", ReplayFixture.Event("2026-03-01T01:00:00Z", "u", "6"));
        await fixture.WriteAsync(
            "2026/03/01/00/b.json",
            ReplayFixture.Event("2026-03-01T00:00:02Z", "u", "2"),
            "{ damaged",
            ReplayFixture.Event("2026-03-01T00:00:09Z", "u", "5"));
        await fixture.WriteAsync(
            "2026/03/01/00/a.json",
            ReplayFixture.Event("2026-03-01T00:00:01Z", "u", "1"),
            ReplayFixture.Event("2026-03-01T00:00:04Z", "u", "3"),
            ReplayFixture.Event("2026-02-28T23:00:00Z", "u", "4"));
        var outcome = await fixture.RunAsync();

        Assert.Equal((7, 7, 0), (outcome.Read, outcome.Put, outcome.Quarantined));
        var order = (await StoredInputs.ReadAsync(fixture.Stream)).Select(input => input.Data == "{ damaged" ? "x" : input.Data[13..14]);
        Assert.Equal("12x3456", string.Concat(order));
    }

    [Fact]
    public async Task A_clock_that_is_years_ahead_does_not_hold_its_file_back()
    {
        using var fixture = await ReplayFixture.CreateAsync(shards: 1);
        await fixture.WriteAsync(
            "2026/03/01/00/a.json",
            ReplayFixture.Event("2026-03-01T00:00:01Z", "u", "1"),
            ReplayFixture.Event("2099-03-01T00:00:00Z", "u", "2"),
            ReplayFixture.Event("2026-03-01T00:00:02Z", "u", "3"));
        await fixture.WriteAsync("2026/03/01/00/b.json", ReplayFixture.Event("2026-03-01T00:59:00Z", "u", "4"));
        await fixture.RunAsync();
        Assert.Equal("1234", string.Concat((await StoredInputs.ReadAsync(fixture.Stream)).Select(input => input.Data[13..14])));
    }

    [Fact]
    public async Task Both_layouts_of_folders_are_found_and_a_range_is_kept_to()
    {
        using var fixture = await ReplayFixture.CreateAsync();
        var lines = Enumerable.Range(0, 4).Select(h => ReplayFixture.Event($"2026-03-01T0{h}:00:00Z", "u", $"{h}")).ToArray();
        await fixture.WriteAsync("2026/03/01/00/a.json", lines[0]);
        await fixture.WriteAsync("year=2026/month=03/day=01/hour=01/a.json", lines[1]);
        await fixture.WriteAsync("shop/2026/03/01/02/a.json.gz", ReplayFixture.Gzip(Encoding.UTF8.GetBytes(lines[2])));
        await fixture.WriteAsync("2026/03/01/03/a.json", lines[3]);
        await fixture.WriteAsync("2026/03/01/02/notes.txt", "not input");
        await fixture.WriteAsync("2026/03/a.json", "not in an hour");
        Assert.True(Hour.TryParse("2026/03/01/01", out var from));
        var range = ReplayFixture.Options with { From = from, To = new Hour(from.Number + 2) };
        var plan = await fixture.Replayer(range).PlanAsync(DataFolder.Deadline);
        var some = await fixture.RunAsync(range);
        var rest = await fixture.RunAsync();

        Assert.Equal((2, 2), (plan.Inputs, plan.Files));
        Assert.Equal((2, 2, true), (some.Read, some.Files, some.Complete));
        Assert.Equal((2, 2, 2), (rest.Read, rest.Files, rest.FilesBefore));
        Assert.Equal(lines, (await StoredInputs.ReadAsync(fixture.Stream)).Select(input => input.Data).Order());
    }

    [Fact]
    public async Task New_files_are_picked_up_and_changed_ones_reported()
    {
        using var fixture = await ReplayFixture.CreateAsync();
        await fixture.WriteAsync("2026/03/01/00/a.json", ReplayFixture.Event("2026-03-01T00:00:00Z", "u", "1"));
        await fixture.RunAsync();
        await fixture.WriteAsync("2026/03/01/00/b.json", ReplayFixture.Event("2026-03-01T00:00:00Z", "u", "2"));
        await fixture.WriteAsync("2026/03/01/00/a.json", ReplayFixture.Event("2026-03-01T00:00:00Z", "u", "3"), "{}");
        var outcome = await fixture.RunAsync();

        Assert.Equal((1, 1, 1), (outcome.Read, outcome.Files, outcome.FilesBefore));
        Assert.Equal(["raw/clickstream/2026/03/01/00/a.json"], outcome.Changed);
        Assert.Equal(2, outcome.TotalRead);
    }

    [Fact]
    public async Task An_input_goes_by_its_user_else_by_what_else_it_names_else_by_its_origin()
    {
        using var fixture = await ReplayFixture.CreateAsync();
        var longKey = new string('k', 300);
        await fixture.WriteAsync(
            "2026/03/01/00/a.json",
            """{"type":"view","ts":1772323200,"userId":"user","anonymous_id":"anonymous"}""",
            """{"type":"view","ts":1772323200,"user_id":"","anonymous_id":"anonymous","session_id":"session"}""",
            """{"type":"view","ts":1772323200,"session_id":"session","event_id":"click"}""",
            """{"type":"view","ts":1772323200,"event_id":"click"}""",
            "{\"type\":\"view\",\"ts\":1772323200,\"user_id\":\"" + longKey + "\"}",
            "nonsense");
        await fixture.RunAsync();
        var stored = (await StoredInputs.ReadAsync(fixture.Stream)).OrderBy(input => input.Origin, StringComparer.Ordinal).ToList();
        Assert.Equal(["user", "anonymous", "session", "click"], stored.Take(4).Select(input => input.Key));
        Assert.Equal(64, stored[4].Key.Length);
        Assert.Equal(stored[5].Origin, stored[5].Key);
        Assert.StartsWith("replay-default/", stored[5].Origin, StringComparison.Ordinal);
        Assert.EndsWith("/5", stored[5].Origin, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_pass_through_the_stream_is_quarantined_whole_and_counted()
    {
        using var fixture = await ReplayFixture.CreateAsync();
        var good = ReplayFixture.Event("2026-03-01T00:00:00Z", "u", "1");
        var large = "{\"x\":\"" + new string('x', 2_000_000) + "\"}";
        var cut = ReplayFixture.Gzip(Encoding.UTF8.GetBytes(string.Join('\n', Enumerable.Repeat(good, 5_000))))[..^40];
        await fixture.WriteAsync("2026/03/01/00/a.json", good, large, "\uFEFF", good);
        await fixture.WriteAsync("2026/03/01/00/b.json", "[[1,2]," + good + "]");
        await fixture.WriteAsync("2026/03/01/01/c.json.gz", cut);
        var outcome = await fixture.RunAsync();
        var entries = await fixture.QuarantineAsync();

        Assert.Equal(
            [RejectionReason.MalformedJson, RejectionReason.NotAnObject, RejectionReason.TooLarge, RejectionReason.CorruptCompression],
            ReplayFixture.Reasons(entries).Order());
        Assert.Equal(4, outcome.Quarantined);
        Assert.Equal(outcome.Read, outcome.Put + 4);
        Assert.Equal(large.Length, entries.Single(entry => entry.Entry.Reason == RejectionReason.TooLarge).Entry.Length);
        Assert.Equal(
            ["quarantine/2026/03/01/00", "quarantine/2026/03/01/01"],
            entries.Select(entry => Path.GetDirectoryName(entry.Key.Value)!).Distinct());
        var ledger = await fixture.LedgerAsync();
        Assert.Equal(new Dictionary<string, long> { ["2026/03/01/00"] = 3, ["2026/03/01/01"] = 1 }, ledger.Quarantined);
        Assert.Equal((outcome.Read, outcome.Put), (ledger.Read, ledger.Put));
        Assert.Equal(outcome.Put, (await StoredInputs.ReadAsync(fixture.Stream)).Count);
    }

    [Fact]
    public async Task A_file_that_vanishes_is_named_and_tried_again_while_the_others_go_in()
    {
        using var fixture = await ReplayFixture.CreateAsync();
        await fixture.WriteAsync("2026/03/01/00/a.json", ReplayFixture.Event("2026-03-01T00:00:00Z", "u", "1"));
        await fixture.WriteAsync("2026/03/01/00/b.json", ReplayFixture.Event("2026-03-01T00:00:00Z", "u", "2"));
        var gone = new HookedStore(fixture.Folder.Objects) { IsGone = key => key.Name == "b.json" };
        var outcome = await fixture.Replayer(raw: gone).RunAsync(null, CancellationToken.None, DataFolder.Deadline);
        Assert.Equal((1, false), (outcome.Read, outcome.Complete));
        Assert.Contains("b.json", Assert.Single(outcome.Problems), StringComparison.Ordinal);

        var again = await fixture.RunAsync();
        Assert.Equal((1, true), (again.Read, again.Complete));
    }

    [Fact]
    public async Task A_damaged_position_is_an_error_and_not_a_new_beginning()
    {
        using var fixture = await ReplayFixture.CreateAsync();
        await fixture.Folder.Objects.PutAsync(ReplayCheckpoint.KeyOf("default"), "{"u8.ToArray(), DataFolder.Deadline);
        var damage = await Assert.ThrowsAsync<InvalidDataException>(() => fixture.RunAsync());
        Assert.Contains("audit/replay/default.json", damage.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_processes_that_run_the_same_replay_are_told_apart()
    {
        using var fixture = await ReplayFixture.CreateAsync();
        await fixture.WriteAsync("2026/03/01/00/a.json", ReplayFixture.Event("2026-03-01T00:00:00Z", "u", "1"));
        var isFirst = true;
        var store = new HookedStore(fixture.Folder.Objects)
        {
            BeforeConditionalPut = _ =>
            {
                if (isFirst)
                {
                    isFirst = false;
                    fixture.RunAsync().GetAwaiter().GetResult(); // The other process is faster.
                }
            },
        };
        var slow = new Replayer(ReplayFixture.Options, store, store, fixture.Stream, TimeProvider.System);
        await Assert.ThrowsAsync<ReplayConflictException>(() => slow.RunAsync(null, CancellationToken.None, DataFolder.Deadline));
        Assert.Single((await StoredInputs.ReadAsync(fixture.Stream)).Select(input => input.Origin).Distinct());
        Assert.Equal(1, (await fixture.LedgerAsync()).Put);
    }

    [Fact]
    public async Task A_position_whose_answer_was_lost_is_not_taken_for_that_of_another_process()
    {
        using var fixture = await ReplayFixture.CreateAsync();
        await fixture.WriteAsync("2026/03/01/00/a.json", ReplayFixture.Event("2026-03-01T00:00:00Z", "u", "1"));
        var store = new HookedStore(fixture.Folder.Objects) { LosesAnswer = _ => true };
        for (var file = 'b'; file <= 'c'; file++)
        {
            var outcome = await new Replayer(ReplayFixture.Options, store, store, fixture.Stream, TimeProvider.System)
                .RunAsync(null, CancellationToken.None, DataFolder.Deadline);
            Assert.Equal(1, outcome.Put);
            await fixture.WriteAsync($"2026/03/01/00/{file}.json", ReplayFixture.Event("2026-03-01T00:00:00Z", "u", $"{file}"));
        }

        Assert.Equal(2, (await fixture.LedgerAsync()).Put);
    }

    [Fact]
    public void Wrong_options_are_named_all_at_once()
    {
        var wrong = new ReplayOptions { Id = "a/b", Speed = -1, From = new Hour(2), To = new Hour(1) };
        Assert.Equal(3, wrong.Validate().Count);
    }
}
