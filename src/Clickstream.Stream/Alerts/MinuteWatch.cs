using System.Globalization;
using Clickstream.Core.Alerts;
using Clickstream.Core.Alerts.Rules;
using Clickstream.Core.Engagement;
using Clickstream.Core.Time;

namespace Clickstream.Stream.Alerts;

/// <summary>
/// Compares minutes over all shards with the rules of minutes and silence. A minute is looked at once, two minutes after its end by event time or clock;
/// what is late changes nothing then. Its alerts have ids of rule and minute, so that several workers that watch send each once, by the claims.
/// </summary>
internal sealed class MinuteWatch(AlertRules rules)
{
    /// <summary>The lateness that is allowed by default, and the time until other workers' minutes are stored and read.</summary>
    private const int SettleMinutes = 2;

    /// <summary>As many as a rule may compare with, and those that are looked at after a start.</summary>
    private const int KeptMinutes = 61;

    /// <summary>A stream whose newest event is older than this is a replay: the clock then says nothing of its minutes.</summary>
    private static readonly TimeSpan LiveWithin = TimeSpan.FromHours(24);

    private readonly Lock _gate = new();
    private readonly EngagementTable _table = new();
    private int? _newest;
    private int? _first;
    private readonly Dictionary<string, int> _silences = new(StringComparer.Ordinal); // The last minute before each silence that was told, by rule.
    private int _next;

    /// <summary>Takes a row of a minute in, in whatever order.</summary>
    public void Add(MinuteResult row)
    {
        lock (_gate)
        {
            var minute = row.Minute.Number;
            if (_newest is { } newest && minute <= newest - KeptMinutes)
            {
                return;
            }

            _table.Add(row);
            _first = Math.Min(_first ?? minute, minute);
            if (_newest is null || minute > _newest)
            {
                _newest = minute;
                _table.RemoveBefore(new Minute(minute - KeptMinutes + 1));
                _first = Math.Max(_first.Value, minute - KeptMinutes + 1);
            }
        }
    }

    /// <summary>The alerts of the minutes that have settled since the last call.</summary>
    /// <param name="now">The clock.</param>
    public IReadOnlyList<Alert> Take(DateTimeOffset now)
    {
        lock (_gate)
        {
            if (_newest is not { } newest || _first is not { } first)
            {
                return [];
            }

            var clock = EventTime.From(now).Minute.Number - 1;
            var isLive = clock - newest < LiveWithin.TotalMinutes;
            var settled = (isLive ? Math.Max(newest, clock) : newest) - SettleMinutes;
            var alerts = new List<Alert>();
            // What began before the first minute that is known is not known whole.
            for (_next = Math.Max(Math.Max(_next, first + 1), settled - KeptMinutes + 1); _next <= settled; _next++)
            {
                if (rules.MaxAge is null || clock - _next <= rules.MaxAge.Value.TotalMinutes)
                {
                    alerts.AddRange(rules.Rules.Select(rule => Look(rule, _next, first, now)).OfType<Alert>());
                }
            }

            if (isLive)
            {
                alerts.AddRange(rules.Rules.Select(rule => LookForSilence(rule, newest, clock, now)).OfType<Alert>());
            }

            return alerts;
        }
    }

    private Alert? Look(AlertRule rule, int minute, int first, DateTimeOffset now)
    {
        if (rule is not { When: RuleTrigger.Minute, Minute: { } condition } || rule.IsMuted(new Minute(minute).Start.ToDateTimeOffset()))
        {
            return null;
        }

        var value = ValueOf(rule, condition, minute);
        decimal? average = minute - condition.Against > first
            ? Enumerable.Range(minute - condition.Against, condition.Against).Average(before => ValueOf(rule, condition, before))
            : null;
        if (!condition.Holds(value, average))
        {
            return null;
        }

        var interval = rule.CoolDown > TimeSpan.Zero ? new Minute(minute).Start.Microseconds / (rule.CoolDown.Ticks / TimeSpan.TicksPerMicrosecond) : minute;
        var what = $"{(rule.EventType is null ? string.Empty : rule.EventType + " ")}{condition.Metric}";
        var compared = average is { } known ? $", {known.ToString("0.##", CultureInfo.InvariantCulture)} on average in the {condition.Against} minutes before" : string.Empty;
        var text = $"{value.ToString("0.##", CultureInfo.InvariantCulture)} {what} in the minute {new Minute(minute)}{compared}.";
        var alert = Make(rule, interval.ToString(CultureInfo.InvariantCulture), "minute", new Minute(minute).Start, now);
        return alert with { Text = rule.Text?.Write(alert, value, average) ?? text };
    }

    private Alert? LookForSilence(AlertRule rule, int newest, int clock, DateTimeOffset now)
    {
        if (rule.When != RuleTrigger.Silence || clock - newest < rule.SilentFor.TotalMinutes || rule.IsMuted(now)
            || _silences.GetValueOrDefault(rule.Name, int.MinValue) == newest)
        {
            return null;
        }

        _silences[rule.Name] = newest;
        var last = new Minute(newest);
        var alert = Make(rule, newest.ToString(CultureInfo.InvariantCulture), "silence", last.End, now);
        return alert with { Text = rule.Text?.Write(alert) ?? $"No event for {rule.SilentFor.TotalMinutes:0} minutes; the last one was in the minute {last}." };
    }

    private Alert Make(AlertRule rule, string subject, string type, EventTime time, DateTimeOffset now) => new(
        PurchaseAlert.IdOf(rule.Name, subject), rule.Name, string.Empty, null, null, 0, 0m, string.Empty, time.ToDateTimeOffset(), now, string.Empty, rule.Severity, type,
        rules.Page?.Replace("{order}", string.Empty, StringComparison.Ordinal).Replace("{rule}", rule.Name, StringComparison.Ordinal));

    private decimal ValueOf(AlertRule rule, MinuteCondition condition, int minute)
    {
        if (_table.Get(new Minute(minute)) is not { } result)
        {
            return 0;
        }

        var cells = result.Cells.Where(cell => rule.EventType is null || cell.Type == rule.EventType);
        return condition.Metric switch
        {
            "orders" => result.Orders,
            "users" => result.Users.Estimate(),
            "sessions" => result.Sessions.Estimate(),
            "revenue" => cells.Sum(cell => cell.Revenue.Values.Sum()),
            _ => rule.EventType is null ? result.Events : cells.Sum(cell => cell.Events),
        };
    }
}
