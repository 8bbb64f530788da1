using System.Text;
using System.Text.Json;
using Clickstream.Core.Enrichment;
using Clickstream.Core.Events;
using Clickstream.Core.Formats;
using Clickstream.Core.Time;
using Clickstream.Producer.Collect.Events;
using Clickstream.Producer.Collect.Spool;

namespace Clickstream.Producer.Tests.Collect;

public sealed class EventIntakeTests
{
    private static readonly EventTime Received = EventTime.From(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private static readonly CollectContext Visitor = new() { Received = Received, Path = "/events", Address = "192.0.2.1", UserAgent = "Mozilla/5.0" };

    [Fact]
    public void An_event_without_a_time_happened_when_it_was_received_and_equal_ones_are_several()
    {
        var found = Take(Visitor, """{"type":"view"}""", """{"type":"view"}""", "{\"type\":\"view\",\"ts\":null } ");
        Assert.All(found, one => Assert.Equal(Received.ToString(), one.GetProperty("event_timestamp").GetString()));
        Assert.Equal(3, found.Select(one => one.GetProperty("click_id").GetString()).Distinct().Count());
    }

    [Fact]
    public void An_event_that_is_sent_again_with_its_time_has_the_id_that_it_had()
    {
        const string line = """{"type":"view","ts":"2026-03-01T11:59:00Z","url":"/a"}""";
        var first = Take(Visitor, line).Single();
        var again = Take(Visitor with { Received = Received + TimeSpan.FromSeconds(20), Address = "198.51.100.1" }, line).Single();
        Assert.Equal(first.GetProperty("click_id").GetString(), again.GetProperty("click_id").GetString());
        Assert.Equal(first.GetProperty("event_timestamp").GetString(), again.GetProperty("event_timestamp").GetString());
        Assert.Equal("mine", Take(Visitor, """{"type":"view","id":"mine"}""").Single().GetProperty("click_id").GetString());
    }

    [Theory]
    [InlineData("2026-03-01T10:00:00Z", "2026-03-01T10:00:05Z", "2026-03-01T12:00:00")] // Two hours behind: minutes are moved, seconds stay.
    [InlineData("2026-03-01T11:59:50Z", "2026-03-01T11:59:55Z", "2026-03-01T11:59:50")] // Right enough.
    [InlineData("2026-02-28T11:59:50Z", "2026-03-01T11:59:55Z", "2026-02-28T11:59:50")] // Waited a day to be sent.
    public void A_clock_that_is_wrong_is_corrected_by_the_time_of_sending(string created, string sent, string expected)
    {
        var intake = new EventIntake(new PrivacyOptions());
        intake.Begin(Visitor with { Query = $"sent_at={sent}" });
        new EventsFormat().Translate(Encoding.UTF8.GetBytes($$"""{"type":"view","ts":"{{created}}"}"""), Visitor with { Query = $"sent_at={sent}" }, intake);
        Assert.StartsWith(expected, Lines(intake).Single().GetProperty("event_timestamp").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Address_and_user_agent_are_a_visitors_and_never_a_servers_and_what_the_event_says_wins()
    {
        var found = Take(Visitor, """{"type":"a"}""", """{"type":"b","ip":"203.0.113.5","user_agent":"own"}""");
        Assert.Equal(("192.0.2.1", "Mozilla/5.0"), (found[0].GetProperty("ip").GetString(), found[0].GetProperty("user_agent").GetString()));
        Assert.Equal(("203.0.113.5", "own"), (found[1].GetProperty("ip").GetString(), found[1].GetProperty("user_agent").GetString()));
        Assert.False(Take(Visitor with { IsServer = true }, """{"type":"a"}""").Single().TryGetProperty("ip", out _));
    }

    [Fact]
    public void A_visitor_that_is_too_fast_is_a_bot_and_one_that_sends_what_waited_is_not()
    {
        var intake = new EventIntake(new PrivacyOptions(), new RateJudge(new VisitRateOptions()));
        string[] Marked(CollectContext context, string visitor, int apart, string says = "")
        {
            intake.Begin(context);
            for (var i = 0; i < 150; i++)
            {
                var time = new DateTimeOffset(2026, 3, 1, 10, 0, 0, TimeSpan.Zero).AddMilliseconds(apart * i);
                Assert.Equal(RejectionReason.None, intake.Add(i, Encoding.UTF8.GetBytes($$"""{"type":"view","anonymous_id":"{{visitor}}","ts":"{{time:O}}"{{says}}}""")));
            }

            return [.. Lines(intake).Where(line => line.TryGetProperty("is_bot", out var isBot) && isBot.GetBoolean())
                .Select(line => line.GetProperty("metadata").GetProperty("bot_reason").GetString()!)];
        }

        Assert.Equal(Enumerable.Repeat("rate", 50), Marked(Visitor, "fast", apart: 0));
        Assert.Empty(Marked(Visitor, "waited", apart: 1_000));
        Assert.Empty(Marked(Visitor, "says", apart: 0, ",\"is_bot\":false"));
        Assert.Empty(Marked(Visitor with { IsServer = true }, "server", apart: 0));
        Assert.Empty(Marked(Visitor with { GlobalPrivacyControl = true }, "private", apart: 0));
    }

    [Theory]
    [InlineData(PrivacyAction.Keep, true, 0)]
    [InlineData(PrivacyAction.Anonymous, false, 0)]
    [InlineData(PrivacyAction.Drop, false, 1)]
    public void A_signal_of_privacy_is_honoured_as_asked(PrivacyAction action, bool hasUser, int dropped)
    {
        foreach (var isDnt in new[] { true, false })
        {
            var intake = new EventIntake(new PrivacyOptions { DoNotTrack = action, GlobalPrivacyControl = action });
            intake.Begin(Visitor with { DoNotTrack = isDnt, GlobalPrivacyControl = !isDnt });
            intake.Add(0, """{"type":"view","user_id":"user-1","anonymous_id":"device-1","session_id":"visit-1","url":"/x"}"""u8);
            Assert.Equal(dropped, intake.Dropped);
            foreach (var line in Lines(intake))
            {
                var text = line.GetRawText();
                Assert.Contains("/x", text, StringComparison.Ordinal);
                foreach (var identity in new[] { "user-1", "device-1", "visit-1", "192.0.2.1", "Mozilla" })
                {
                    Assert.Equal(hasUser, text.Contains(identity, StringComparison.Ordinal));
                }
            }
        }
    }

    [Fact]
    public void What_an_event_says_is_what_the_worker_reads_after_all_names_and_amounts_were_settled()
    {
        var found = Take(
            Visitor,
            """{"event":"Purchase","userId":"u","qty":3,"total":20,"currency":"eur","items":[{"sku":"a","price":5,"qty":2}],"type":"track","custom":{"a":[1]}}""").Single();
        var decoder = new Core.Decoding.EventDecoder(Core.Decoding.DecoderOptions.Default);
        var batch = new EventBatch();
        Assert.Equal(RejectionReason.None, decoder.Decode(Encoding.UTF8.GetBytes(found.GetRawText()), batch));
        ref readonly var row = ref batch.Rows[0];
        Assert.Equal((20m, (long?)null, "EUR", true), (row.Amount, row.Quantity, batch.GetString(row.Currency), row.IsPurchase));
        var metadata = batch.MetadataOf(row).ToArray().ToDictionary(entry => batch.GetString(entry.Key)!, entry => batch.GetString(entry.Value)!);
        Assert.Equal(("3", "track", """{"a":[1]}"""), (metadata["qty"], metadata["type"], metadata["custom"]));
    }

    [Fact]
    public void Refused_items_are_named_up_to_a_limit_and_all_are_counted()
    {
        var intake = new EventIntake(new PrivacyOptions());
        intake.Begin(Visitor);
        for (var i = 0; i < 150; i++)
        {
            Assert.Equal(RejectionReason.MissingType, intake.Add(i, "{}"u8));
        }

        Assert.Equal((150, EventIntake.MaxNamedRefusals), (intake.Refused, intake.Result.Refusals.Count));
    }

    private static List<JsonElement> Take(CollectContext context, params string[] lines)
    {
        var intake = new EventIntake(new PrivacyOptions());
        intake.Begin(context);
        for (var i = 0; i < lines.Length; i++)
        {
            Assert.Equal(RejectionReason.None, intake.Add(i, Encoding.UTF8.GetBytes(lines[i])));
        }

        return Lines(intake);
    }

    private static List<JsonElement> Lines(EventIntake intake)
    {
        var lines = new List<JsonElement>();
        for (var at = 0; at < intake.Records.Length;)
        {
            at = SpoolBlock.Read(intake.Records.Span, at, out _, out var data);
            lines.Add(JsonDocument.Parse(data.ToArray()).RootElement);
        }

        return lines;
    }
}
