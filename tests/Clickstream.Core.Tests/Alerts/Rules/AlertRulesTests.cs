using System.Text;
using Clickstream.Core.Alerts;
using Clickstream.Core.Alerts.Rules;
using Clickstream.Core.Alerts.Windows;
using Clickstream.Core.Decoding;
using Clickstream.Core.Events;

namespace Clickstream.Core.Tests.Alerts.Rules;

public sealed class AlertRulesTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 10, 0, 5, TimeSpan.Zero);

    [Fact]
    public void Without_a_file_every_purchase_alerts_with_the_id_of_its_order()
    {
        var alert = Assert.Single(Evaluate(AlertRules.Default, Purchase("o1")));
        Assert.Equal((PurchaseAlert.IdOf("o1"), "purchase", "info", "purchase", "order:o1"), (alert.Id, alert.Rule, alert.Severity, alert.EventType, AlertClaim.KeyOf(alert)));
        Assert.Equal("Order o1 by user u1: 1 item of product p1 for 20.00 EUR at 2026-03-01 10:00:00 UTC.", alert.Text);
        Assert.Empty(Evaluate(AlertRules.Default, """{"event_type":"view","event_time":"2026-03-01T10:00:00Z"}"""));
    }

    [Theory]
    [InlineData("""{"name":"r","when":"purchase","revenue_at_least":20,"currency":"EUR"}""", true)]
    [InlineData("""{"name":"r","when":"purchase","revenue_at_least":20.01,"currency":"EUR"}""", false)]
    [InlineData("""{"name":"r","when":"purchase","revenue_at_least":5,"currency":"USD"}""", false)]
    [InlineData("""{"name":"r","when":"purchase","product":["p0","p1"]}""", true)]
    [InlineData("""{"name":"r","when":"purchase","product":"p"}""", false)]
    [InlineData("""{"name":"r","when":"purchase","category":"electronics"}""", true)]
    [InlineData("""{"name":"r","when":"purchase","category":"electronics.audio"}""", true)]
    [InlineData("""{"name":"r","when":"purchase","category":"electron"}""", false)]
    [InlineData("""{"name":"r","when":"event","event":"purchase"}""", true)]
    [InlineData("""{"name":"r","when":"event","event":"purchases"}""", false)]
    [InlineData("""{"name":"r","when":"first_purchase"}""", true)]
    [InlineData("""{"name":"r","when":"purchase","mute":[{"from":"09:00","to":"10:00"}]}""", true)]
    [InlineData("""{"name":"r","when":"purchase","mute":[{"from":"09:00","to":"10:01"}]}""", false)]
    [InlineData("""{"name":"r","when":"purchase","mute":[{"from":"22:00","to":"10:01","days":"sat"}]}""", false)]
    [InlineData("""{"name":"r","when":"purchase","mute":[{"from":"22:00","to":"10:01","days":"sun"}]}""", true)]
    [InlineData("""{"name":"r","when":"purchase","mute":[{"from":"00:00","to":"00:00","days":["sun"]}]}""", false)]
    public void A_rule_fires_for_what_it_names(string rule, bool fires) => Assert.Equal(fires, Evaluate(Read(rule), Purchase("o1")).Count == 1);

    [Fact]
    public void A_cool_down_gives_all_alerts_of_an_interval_one_id_for_each_user_if_it_says_so()
    {
        var everybody = Read("""{"name":"r","when":"purchase","cool_down":"10m"}""");
        var each = Read("""{"name":"r","when":"purchase","cool_down":"10m","per":"user"}""");
        Assert.Equal(2, Ids(everybody, Purchase("o1"), Purchase("o2", user: "u2"), Purchase("o3", minute: 9), Purchase("o4", minute: 10)));
        Assert.Equal(3, Ids(each, Purchase("o1"), Purchase("o2", user: "u2"), Purchase("o3", minute: 9), Purchase("o4", minute: 10)));
    }

    [Fact]
    public void A_first_purchase_has_the_id_of_its_user() =>
        Assert.Equal(2, Ids(Read("""{"name":"r","when":"first_purchase"}"""), Purchase("o1"), Purchase("o2", minute: 30), Purchase("o3", user: "u2")));

    [Fact]
    public void A_purchase_that_is_counted_is_a_candidate_of_its_user_which_no_claim_mistakes_for_an_alert()
    {
        var rules = Read("""{"name":"r","when":"several_purchases","count":2,"within":"1h","text":"{value} orders"}""");
        var (one, two, other) = (Evaluate(rules, Purchase("o1"))[0], Evaluate(rules, Purchase("o2"))[0], Evaluate(rules, Purchase("o1", user: "u2"))[0]);
        Assert.All([one, two, other], candidate => Assert.True(PurchaseCandidate.Is(candidate)));
        Assert.Equal(one.Id.Split('/')[0], two.Id.Split('/')[0]);
        Assert.NotEqual(one.Id.Split('/')[0], other.Id.Split('/')[0]);
        Assert.Equal(PurchaseAlert.IdOf("r", "u1"), one.Id.Split('/')[0]);
        Assert.False(PurchaseCandidate.Is(Evaluate(AlertRules.Default, Purchase("o1"))[0]));
        Assert.Empty(Evaluate(rules, """{"event_type":"purchase","event_time":"2026-03-01T10:00:00Z","order_id":"o","anonymous_id":"a"}"""));
    }

    [Fact]
    public void Two_rules_about_one_order_make_two_alerts_with_claims_of_their_own()
    {
        var alerts = Evaluate(Read("""{"name":"purchase","when":"purchase"},{"name":"large","when":"purchase","revenue_at_least":1,"severity":"critical"}"""), Purchase("o1"));
        Assert.Equal(["info", "critical"], alerts.Select(alert => alert.Severity));
        Assert.Equal(2, alerts.Select(AlertClaim.KeyOf).Distinct().Count());
    }

    [Fact]
    public void What_is_older_than_the_rules_allow_when_it_arrives_is_mute()
    {
        Assert.Empty(Evaluate(AlertRules.Default, Purchase("o1"), arrival: Now.AddHours(25)));
        Assert.Single(Evaluate(AlertRules.Default, Purchase("o1"), arrival: Now.AddHours(23)));
        Assert.Single(Evaluate(AlertRules.Default with { MaxAge = null }, Purchase("o1"), arrival: Now.AddYears(5)));
    }

    [Fact]
    public void Text_link_and_user_are_as_configured()
    {
        var rules = RulesReader.Read(
            """{"users":"drop","page":"https://x.example/{rule}/{order}","rules":[{"name":"r","when":"purchase","text":"{user} paid {revenue} {currency} for {items} of {product}, order {order}"}]}"""u8,
            out _);
        var alert = Assert.Single(Evaluate(rules!, Purchase("o 1")));
        Assert.Null(alert.UserId);
        Assert.Equal("unknown paid 20.00 EUR for 1 of p1, order o 1", alert.Text);
        Assert.Equal("https://x.example/r/o%201", alert.Link);
    }

    [Fact]
    public void An_alert_that_was_stored_before_there_were_severities_is_read()
    {
        var old = AlertJson.Parse(
            """{"id":"a","rule":"purchase","order":"o","user_id":null,"product_id":null,"items":1,"revenue":1,"currency":"","event_time":"2026-03-01T10:00:00Z","alert_time":"2026-03-01T10:00:00Z","text":"t"}"""u8);
        Assert.Equal(("info", "purchase", 1), (old.Severity, old.EventType, old.Schema));
    }

    private static int Ids(AlertRules rules, params string[] events) =>
        events.SelectMany(json => Evaluate(rules, json)).Select(alert => alert.Id).Distinct().Count();

    private static AlertRules Read(string rules)
    {
        var read = RulesReader.Read(Encoding.UTF8.GetBytes($"{{\"rules\":[{rules}]}}"), out var problems);
        Assert.DoesNotContain(problems, problem => problem.IsError);
        return read!;
    }

    private static List<Alert> Evaluate(AlertRules rules, string json, DateTimeOffset? arrival = null)
    {
        var batch = new EventBatch();
        Assert.Equal(RejectionReason.None, new EventDecoder(DecoderOptions.Default).Decode(Encoding.UTF8.GetBytes(json), batch));
        var alerts = new List<Alert>();
        rules.Evaluate(batch, batch.Rows[0], batch.Rows[0].IsPurchase, arrival ?? Now, Now, alerts);
        return alerts;
    }

    // The first of March 2026 is a Sunday.
    private static string Purchase(string order, string user = "u1", int minute = 0) =>
        $$"""{"event_type":"purchase","event_time":"2026-03-01T10:{{minute:00}}:00Z","order_id":"{{order}}","user_id":"{{user}}","product_id":"p1","price":20,"currency":"EUR","category_code":"electronics.audio.headphone"}""";
}
