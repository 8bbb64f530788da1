using System.Text;
using System.Text.Json;
using Clickstream.Core.Alerts;
using Clickstream.Core.Alerts.Rules;

namespace Clickstream.Core.Tests.Alerts.Rules;

public sealed class RulesReaderTests
{
    [Fact]
    public void A_file_with_every_kind_of_rule_is_read()
    {
        var rules = RulesReader.Read(
            """
            {
              "version": 1, "users": "drop", "page": "https://live.example.org/orders/{order}", "max_age": "2h",
              "rules": [
                { "name": "purchase", "when": "purchase" },
                { "name": "large", "when": "purchase", "revenue_at_least": 500, "currency": "EUR", "severity": "critical", "text": "{user}: {revenue}" },
                { "name": "audio", "when": "purchase", "product": "p1", "category": ["electronics.audio"], "cool_down": "10m", "per": "user" },
                { "name": "new", "when": "first_purchase" },
                { "name": "sign-up", "when": "event", "event": "sign_up", "cool_down": "0s", "mute": [{ "from": "22:00", "to": "06:00", "days": ["sat", "sun"] }] },
                { "name": "spike", "when": "minute", "metric": "orders", "rises_to": 3, "against": 15, "at_least": 20 },
                { "name": "busy", "when": "several_purchases", "count": 3, "within": "1h", "category": "shoes" },
                { "name": "quiet", "when": "silence", "for": "10m" }, // A comment, and a comma before the end.
              ]
            }
            """u8,
            out var problems);
        Assert.DoesNotContain(problems, problem => problem.IsError);
        Assert.NotNull(rules);
        Assert.Equal(8, rules.Rules.Count);
        Assert.Equal((false, TimeSpan.FromHours(2)), (rules.NamesUsers, rules.MaxAge));
        Assert.Equal((500m, "EUR", "critical"), (rules.Rules[1].RevenueAtLeast!.Value, rules.Rules[1].Currency, rules.Rules[1].Severity));
        Assert.Equal((TimeSpan.FromMinutes(10), true), (rules.Rules[2].CoolDown, rules.Rules[2].IsPerUser));
        Assert.Equal([DayOfWeek.Saturday, DayOfWeek.Sunday], rules.Rules[4].Mute[0].Days);
        Assert.Equal((3m, 15, 20m), (rules.Rules[5].Minute!.Rises!.Value, rules.Rules[5].Minute!.Against, rules.Rules[5].Minute!.AtLeast));
        Assert.Equal((3, TimeSpan.FromHours(1), "shoes"), (rules.Rules[6].Window!.Value.Count, rules.Rules[6].Window!.Value.Within, rules.Rules[6].Categories[0]));
        Assert.True(rules.CountsPurchases);
        Assert.Equal(TimeSpan.FromMinutes(10), rules.Rules[7].SilentFor);
    }

    [Fact]
    public void All_errors_are_found_at_once_each_with_its_line_and_a_remedy()
    {
        var rules = RulesReader.Read(
            """
            {
              "version": 1,
              "colour": "red",
              "page": "not a page",
              "rules": [
                { "when": "purchase" },
                { "name": "a b", "when": "sale" },
                { "name": "x", "when": "purchase", "revenue_at_least": "500" },
                { "name": "x", "when": "event", "event": "view", "cool_down": "soon" },
                { "name": "y", "when": "minute", "above": 1, "below": 2 },
                { "name": "z", "when": "purchase", "text": "{name} bought" },
                { "name": "m", "when": "purchase", "mute": [{ "from": "25:00", "to": "06:00", "days": ["someday"] }] },
                { "name": "everything", "when": "event", "cool_down": "1s" },
                { "name": "s", "when": "silence", "amount": 5, "amount": 6 },
                { "name": "b", "when": "several_purchases", "within": "8d", "cool_down": "1h" },
                { "name": "c", "when": "several_purchases", "count": 1, "within": "30s" },
                7
              ]
            }
            """u8,
            out var problems);
        Assert.Null(rules);
        (int Line, string Words)[] expected =
        [
            (3, "\"colour\" means nothing in a rules file"), (4, "is no http or https address"), (6, "\"name\" is missing"), (7, "The name 'a b'"),
            (7, "\"when\" is 'sale'; write one of \"purchase\""), (8, "\"revenue_at_least\" must be a number"), (9, "There is a rule 'x' in line 8 already"),
            (9, "\"cool_down\" must be a time such as"), (10, "exactly one of \"above\""), (11, "'{name' is no place for a value"), (12, "\"from\" must be a time of day"),
            (12, "\"days\" must be names of days"), (13, "at least \"1m\""), (14, "\"for\" says how long"), (14, "\"amount\" is there twice"), (15, "\"count\" is missing"), (15, "\"within\" says how close"),
            (15, "\"cool_down\" means nothing"), (16, "\"count\" must be a whole number from 2 to 100"), (16, "\"within\" says how close"), (17, "Expected a rule"),
        ];
        Assert.All(expected, one => Assert.Contains(problems, problem => problem.IsError && problem.Line == one.Line && problem.Message.Contains(one.Words, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData("{\n\"rules\": [\n{ \"name\": }", 3)]
    [InlineData("[]", 1)]
    [InlineData("{\"rules\": {}}", 1)]
    [InlineData("{\"version\": 2, \"rules\": []}", 1)]
    [InlineData("{\"rules\": []} {}", 1)]
    public void What_is_no_rules_file_is_told_by_line(string text, int line)
    {
        Assert.Null(RulesReader.Read(Encoding.UTF8.GetBytes(text), out var problems));
        Assert.Contains(problems, problem => problem.IsError && problem.Line == line);
    }

    [Fact]
    public void A_rule_that_matches_everything_is_limited_and_that_is_said()
    {
        var rules = RulesReader.Read("""{"rules": [{"name": "all", "when": "event"}]}"""u8, out var problems);
        Assert.Equal(TimeSpan.FromMinutes(1), rules!.Rules[0].CoolDown);
        Assert.Contains(problems, problem => !problem.IsError && problem.Message.Contains("matches every event, so it is limited to one alert a minute", StringComparison.Ordinal));
    }

    [Fact]
    public void Random_damage_never_throws_and_is_never_taken_for_good_without_a_rule()
    {
        var good = """{"version":1,"rules":[{"name":"a","when":"purchase","revenue_at_least":5,"mute":[{"from":"22:00","to":"06:00"}]}]}"""u8.ToArray();
        var random = new Random(5);
        for (var i = 0; i < 5_000; i++)
        {
            var damaged = good.ToArray();
            for (var n = random.Next(1, 4); n > 0; n--)
            {
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            }

            var rules = RulesReader.Read(damaged, out var problems);
            Assert.Equal(rules is null, problems.Any(problem => problem.IsError));
        }
    }

    [Fact]
    public void The_published_schemas_name_what_is_read_and_written()
    {
        var alert = new Alert("i", "r", "o", null, null, 1, 1m, "EUR", DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, "t") { ReplayedAt = DateTimeOffset.UnixEpoch };
        var written = JsonDocument.Parse(AlertJson.Serialize(alert)).RootElement.EnumerateObject().Select(member => member.Name);
        Assert.Equal(written.Order(), Schema("alert-1").GetProperty("properties").EnumerateObject().Select(member => member.Name).Order());
        var file = Schema("alert-rules-1");
        foreach (var name in file.GetProperty("properties").EnumerateObject().Select(member => member.Name))
        {
            RulesReader.Read(Encoding.UTF8.GetBytes($"{{\"{name}\": 1}}"), out var problems);
            Assert.DoesNotContain(problems, problem => problem.Message.Contains("means nothing", StringComparison.Ordinal));
        }

        var triggers = new[] { "purchase", "first_purchase", "several_purchases", "event", "minute", "silence" };
        foreach (var name in file.GetProperty("$defs").GetProperty("rule").GetProperty("properties").EnumerateObject().Select(member => member.Name))
        {
            Assert.Contains(triggers, when =>
            {
                RulesReader.Read(Encoding.UTF8.GetBytes($"{{\"rules\": [{{\"when\": \"{when}\", \"{name}\": 1}}]}}"), out var problems);
                return !problems.Any(problem => problem.Message.Contains("means nothing", StringComparison.Ordinal));
            });
        }
    }

    private static JsonElement Schema(string name) => JsonDocument.Parse(File.ReadAllBytes(Checkout.PathOf("docs", "schemas", $"{name}.json"))).RootElement;
}
