using System.Globalization;

namespace Clickstream.Cli.Tests;

/// <summary>The answers of the query pack, in both dialects, against a computation in C# over the rows and against the generator's oracle.</summary>
public sealed class QueryPackTests(QueryPackLake lake) : IClassFixture<QueryPackLake>
{
    private static readonly string[] Views = ["view", "page_view", "product_view"];
    private static readonly string[] Carts = ["cart", "add_to_cart"];

    public static TheoryData<string> Dialects => ["athena", "redshift"];

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task Engagement_by_hour_and_by_day_is_what_the_oracle_says(string dialect)
    {
        var hours = lake.Oracle.GetProperty("hours").EnumerateObject().Where(hour => hour.Value.GetProperty("accepted").GetInt64() > 0).ToDictionary(
            hour => hour.Name, hour => hour.Value);
        var rows = await lake.RunAsync("engagement_by_hour", dialect);
        Assert.Equal(hours.Count, rows.Count);
        foreach (var row in rows)
        {
            var expected = hours[row.Time("hour_start").ToString("yyyy/MM/dd/HH", CultureInfo.InvariantCulture)];
            Assert.Equal(expected.GetProperty("accepted").GetInt64(), row.Number("events"));
            Assert.Equal(expected.GetProperty("orders").GetInt64(), row.Number("orders"));
            Assert.Equal(expected.GetProperty("revenue").GetDecimal(), row.Money("revenue"));
        }

        var days = await lake.RunAsync("engagement_by_day", dialect);
        Assert.Equal(
            lake.Facts.GroupBy(fact => fact.Day).OrderBy(day => day.Key).Select(day =>
                (day.Key, (long)day.Count(), (long)day.Select(fact => fact.Visitor).Distinct().Count(), day.Sum(fact => fact.Revenue))),
            days.Select(row => (row.Day("day_start"), row.Number("events"), row.Number("visitors"), row.Money("revenue"))));
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task Minutes_of_the_facts_are_those_that_the_stream_counted(string dialect)
    {
        var minutes = await lake.RunAsync("engagement_by_minute", dialect);
        var counted = await lake.Line.JsonAsync("query", "select \"minute\", events, revenue from engagement_minutes where events > 0 order by 1");
        Assert.Equal(
            counted.EnumerateArray().Select(row => new Row(row)).Select(row => (row.Time("minute"), row.Number("events"), row.Money("revenue"))),
            minutes.Select(row => (row.Time("minute_start"), row.Number("events"), row.Money("revenue"))));
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task Sessions_end_after_thirty_minutes_and_at_midnight(string dialect)
    {
        var expected = lake.Facts.Where(fact => fact.Visitor.Length > 0).GroupBy(fact => fact.Visitor).SelectMany(visitor =>
        {
            var sessions = new List<List<Fact>>();
            foreach (var fact in visitor.OrderBy(fact => fact.Time).ThenBy(fact => fact.Click, StringComparer.Ordinal))
            {
                if (sessions.Count == 0 || fact.Time - sessions[^1][^1].Time > TimeSpan.FromMinutes(30) || fact.Day != sessions[^1][^1].Day)
                {
                    sessions.Add([]);
                }

                sessions[^1].Add(fact);
            }

            return sessions.Select(session => (
                Visitor: visitor.Key,
                Start: session[0].Time,
                End: session[^1].Time,
                Events: (long)session.Count,
                Revenue: session.Sum(fact => fact.Revenue),
                First: session[0].Page,
                Last: session[^1].Page));
        }).OrderBy(session => session.Start).ThenBy(session => session.Visitor, StringComparer.Ordinal).ToList();
        var rows = (await lake.RunAsync("sessions", dialect)).Select(row => (
            Visitor: row.Text("visitor")!,
            Start: row.Time("session_start"),
            End: row.Time("session_end"),
            Events: row.Number("events"),
            Revenue: row.Money("revenue"),
            First: row.Text("first_page"),
            Last: row.Text("last_page"))).ToList();
        Assert.Equal(expected, rows);
        Assert.Contains(rows, row => row.Events > 3);
        Assert.All(rows, row => Assert.True(row.End - row.Start < TimeSpan.FromDays(1)));
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task The_funnel_counts_steps_in_their_order(string dialect)
    {
        var expected = lake.Facts.Where(fact => fact.Visitor.Length > 0).GroupBy(fact => fact.Day).OrderBy(day => day.Key).Select(day =>
        {
            var (viewed, carted, bought) = (0L, 0L, 0L);
            foreach (var visitor in day.GroupBy(fact => fact.Visitor))
            {
                var view = visitor.Where(fact => Views.Contains(fact.Type)).Select(fact => (DateTimeOffset?)fact.Time).Min();
                var cart = visitor.Where(fact => Carts.Contains(fact.Type) && fact.Time >= view).Select(fact => (DateTimeOffset?)fact.Time).Min();
                var purchase = visitor.Where(fact => fact.Type == "purchase" && fact.Time >= cart).Select(fact => (DateTimeOffset?)fact.Time).Min();
                (viewed, carted, bought) = (viewed + (view is null ? 0 : 1), carted + (cart is null ? 0 : 1), bought + (purchase is null ? 0 : 1));
            }

            return (day.Key, viewed, carted, bought);
        }).ToList();
        var rows = await lake.RunAsync("funnel", dialect);
        Assert.Equal(expected, rows.Select(row => (row.Day("day_start"), row.Number("viewed"), row.Number("added_to_cart"), row.Number("bought"))));
        Assert.True(expected[0].viewed > expected[0].carted && expected[0].carted > expected[0].bought && expected[0].bought > 0);
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task Retention_and_new_against_returning_go_by_the_first_day(string dialect)
    {
        var first = lake.Facts.Where(fact => fact.User is not null).GroupBy(fact => fact.User!).ToDictionary(user => user.Key, user => user.Min(fact => fact.Day));
        var active = lake.Facts.Where(fact => fact.User is not null).Select(fact => (User: fact.User!, fact.Day)).Distinct().ToList();
        var retention = await lake.RunAsync("retention", dialect);
        Assert.Equal(
            active.GroupBy(day => (Cohort: first[day.User], Later: (long)(day.Day.DayNumber - first[day.User].DayNumber))).OrderBy(group => group.Key)
                .Select(group => (group.Key.Cohort, group.Key.Later, (long)group.Count())),
            retention.Select(row => (row.Day("cohort"), row.Number("days_later"), row.Number("users"))));
        Assert.Contains(retention, row => row.Number("days_later") > 0);

        var days = await lake.RunAsync("new_and_returning", dialect);
        Assert.Equal(
            active.GroupBy(day => day.Day).OrderBy(day => day.Key).Select(
                day => (day.Key, (long)day.Count(user => first[user.User] == day.Key), (long)day.Count(user => first[user.User] < day.Key))),
            days.Select(row => (row.Day("active_day"), row.Number("new_users"), row.Number("returning_users"))));
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task Revenue_and_products_add_up_to_the_oracle(string dialect)
    {
        var revenue = await lake.RunAsync("revenue", dialect);
        Assert.Equal(lake.Oracle.GetProperty("revenue").GetDecimal(), revenue.Sum(row => row.Money("revenue")));
        Assert.Equal(lake.Oracle.GetProperty("orders").GetInt64(), revenue.Sum(row => row.Number("orders")));
        Assert.All(revenue, row => Assert.True(row.Number("order_lines") >= row.Number("orders")));
        Assert.Contains(revenue, row => row.Number("order_lines") > row.Number("orders"));

        var lines = lake.Facts.Where(fact => fact.Type == "purchase").SelectMany(fact => fact.Lines).ToList();
        Assert.Equal(lake.Oracle.GetProperty("revenue").GetDecimal(), lines.Sum(line => line.Price * line.Quantity));
        Assert.Equal(
            lines.GroupBy(line => line.Product).Select(product => (
                product.Key, Lines: (long)product.Count(), Units: product.Sum(line => line.Quantity), Revenue: product.Sum(line => line.Price * line.Quantity)))
                .OrderByDescending(product => product.Revenue).ThenBy(product => product.Key, StringComparer.Ordinal).Take(20),
            (await lake.RunAsync("top_products", dialect)).Select(row => (row.Text("product_id")!, row.Number("order_lines"), row.Number("units"), row.Money("revenue"))));
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task Shares_of_bots_late_events_and_duplicates(string dialect)
    {
        var bots = await lake.RunAsync("bot_share", dialect);
        Assert.Equal(
            lake.Facts.GroupBy(fact => fact.Day).OrderBy(day => day.Key).Select(day => (day.Key, (long)day.Count(), (long)day.Count(fact => fact.IsBot))),
            bots.Select(row => (row.Day("day_start"), row.Number("events"), row.Number("bot_events"))));
        var late = await lake.RunAsync("late_and_duplicate_share", dialect);
        Assert.Equal(lake.Oracle.GetProperty("accepted").GetInt64(), late.Sum(row => row.Number("events")));
        Assert.Equal(lake.Oracle.GetProperty("duplicates").GetInt64(), late.Sum(row => row.Number("duplicates")));
        Assert.All(late, row => Assert.Equal(row.Number("duplicates") / (double)(row.Number("events") + row.Number("duplicates")), row.Real("duplicate_share"), 9));
        Assert.All(late, row => Assert.Equal(row.Number("late") / (double)row.Number("events"), row.Real("late_share"), 9));
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task The_point_in_time_join_has_each_event_of_a_user_once_as_the_user_was_then(string dialect)
    {
        var expected = lake.Facts.Where(fact => fact.User is not null).GroupBy(fact => fact.User!).SelectMany(user =>
        {
            // What was known at each instant: the last country, and the device of most events of the last earlier day.
            var facts = user.OrderBy(fact => fact.Time).ThenBy(fact => fact.Click, StringComparer.Ordinal).ToList();
            return facts.Select(fact =>
            {
                var known = facts.Where(other => other.Time <= fact.Time).ToList();
                var named = known.Where(other => other.Device is not null).ToList();
                var before = named.Count == 0 ? [] : named.Where(other => other.Day < named[^1].Day).ToList();
                var device = before.Count == 0 ? facts.First(other => other.Device is not null).Device : before.Where(other => other.Day == before[^1].Day)
                    .GroupBy(other => other.Device!).OrderByDescending(same => same.Count()).ThenBy(same => same.Key, StringComparer.Ordinal).First().Key;
                return (Country: known.LastOrDefault(other => other.Country is not null)?.Country, Device: named.Count == 0 ? null : device, Fact: fact);
            });
        }).GroupBy(row => (row.Country, row.Device)).Select(group => (group.Key.Country, group.Key.Device, (long)group.Count(), group.Sum(row => row.Fact.Revenue)))
            .OrderBy(row => row).ToList();
        var rows = await lake.RunAsync("point_in_time", dialect);
        Assert.Equal(expected, rows.Select(row => (row.Text("country"), row.Text("device_preference"), row.Number("events"), row.Money("revenue"))).Order());
        Assert.Equal(lake.Facts.Count(fact => fact.User is not null), rows.Sum(row => row.Number("events")));
    }

    [Fact]
    public async Task Every_query_is_listed_and_has_both_dialects_and_can_be_bounded()
    {
        var names = (await lake.Line.JsonAsync("query", "--list")).EnumerateArray().Select(query => query.GetProperty("name").GetString()!).ToList();
        Assert.True(names.Count >= 10);
        Assert.Equal(names, (await lake.Line.JsonAsync("query", "--list", "--dialect", "redshift")).EnumerateArray().Select(query => query.GetProperty("name").GetString()!));
        foreach (var name in names)
        {
            var file = Checkout.PathOf("sql", "athena", $"{name}.sql");
            Assert.Equal(
                (await lake.Line.JsonAsync("query", name)).GetRawText(), (await lake.Line.JsonAsync("query", "--file", file)).GetRawText());
            var (code, output, _) = await lake.Line.RunAsync("query", name, "--from", "2026/03/02/00", "--to", "2026/03/02/05", "--print");
            Assert.Equal(ExitCode.Done, code);
            Assert.Contains("/*from*/ 2026030200", output, StringComparison.Ordinal);
            Assert.Contains("/*to*/ 2026030205", output, StringComparison.Ordinal);
        }

        var (_, printed, _) = await lake.Line.RunAsync("query", "revenue", "--dialect", "redshift", "--schema", "lake", "--print");
        Assert.Contains("FROM lake.fact_clicks", printed, StringComparison.Ordinal);
        Assert.DoesNotContain("clickstream.", printed, StringComparison.Ordinal);
        var hours = await lake.Line.JsonAsync("query", "engagement_by_hour", "--from", "2026/03/01/01", "--to", "2026/03/01/02");
        Assert.Equal(2, hours.GetArrayLength());
        Assert.Equal(ExitCode.WrongUsage, (await lake.Line.RunAsync("query", "no_such_query")).Code);
        Assert.Equal(ExitCode.WrongUsage, (await lake.Line.RunAsync("query", "select 1", "--from", "2026/03/01/01")).Code);
        Assert.Equal(ExitCode.WrongUsage, (await lake.Line.RunAsync("query")).Code);
    }

    [Fact]
    public async Task What_the_documentation_shows_runs_as_written()
    {
        var blocks = (await File.ReadAllTextAsync(Checkout.PathOf("docs", "lake.md"))).Split("```").Where((_, i) => i % 2 == 1).ToList();
        var commands = blocks.SelectMany(block => block.Split('\n')).Where(text => text.StartsWith("clickstream ", StringComparison.Ordinal)).ToList();
        Assert.True(commands.Count >= 6);
        foreach (var command in commands)
        {
            var (code, _, messages) = await lake.Line.RunAsync(command.Split(' ')[1..]);
            Assert.True(code == ExitCode.Done, $"{command} ended with {code}:\n{messages}");
        }

        foreach (var sql in blocks.Where(block => block.TrimStart().StartsWith("SELECT", StringComparison.Ordinal)))
        {
            Assert.NotEqual(0, (await lake.Line.JsonAsync("query", sql)).GetArrayLength());
        }
    }
}
