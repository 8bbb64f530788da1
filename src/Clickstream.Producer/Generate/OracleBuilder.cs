using Clickstream.Core.Decoding;
using Clickstream.Core.Time;

namespace Clickstream.Producer.Generate;

/// <summary>Adds the tallies of all lanes. Visitors and visits belong to one lane, so even distinct counts just add up.</summary>
internal static class OracleBuilder
{
    public static Oracle Build(GenerateOptions options, IReadOnlyList<TrafficLane> lanes)
    {
        var first = EventTime.From(options.Start).Minute;
        var tallies = lanes.Select(lane => lane.Tally).ToArray();
        var minutes = Enumerable.Range(0, options.Hours * 60)
            .Select(m => Minute(new Minute(first.Number + m), m, tallies)).ToArray();
        var hours = new SortedDictionary<string, OracleHour>(StringComparer.Ordinal);
        for (var h = 0; h < options.Hours; h++)
        {
            var hour = Hour(h, minutes.AsSpan(h * 60, 60), tallies);
            if (hour.Written > 0 || hour.Read > 0)
            {
                hours.Add(new Hour(first.Hour.Number + h).Path, hour);
            }
        }

        var accepted = hours.Values.Sum(hour => hour.Accepted);
        var orders = hours.Values.Sum(hour => hour.Orders);
        return new Oracle
        {
            Options = options,
            Seed = options.Seed,
            Read = hours.Values.Sum(hour => hour.Written),
            Accepted = accepted,
            Duplicates = hours.Values.Sum(hour => hour.Duplicates),
            Quarantined = hours.Values.Sum(hour => hour.Quarantined),
            QuarantinedByReason = ByReason(tallies),
            Late = hours.Values.Sum(hour => hour.Late),
            Alerts = orders,
            Orders = orders,
            Revenue = hours.Values.Sum(hour => hour.Revenue),
            ParquetRows = accepted,
            EngagementMinutes = minutes.Count(minute => minute.Events > 0),
            Users = lanes.Sum(lane => lane.Tally.DistinctUsers(_ => true)),
            SignedInUsers = lanes.Sum(lane => lane.Tally.DistinctUsers(lane.IsSignedIn)),
            Sessions = tallies.Sum(tally => tally.SessionCount),
            Hours = hours,
            Minutes = minutes.Where(minute => minute.Events > 0).ToArray(),
        };
    }

    private static OracleMinute Minute(Minute minute, int index, LaneTally[] tallies)
    {
        var byType = new Dictionary<string, long>(Journey.Steps);
        for (var step = 0; step < Journey.Steps; step++)
        {
            var count = tallies.Sum(tally => (long)tally.EventsOf(index, step));
            if (count > 0)
            {
                byType.Add(Journey.Types[step], count);
            }
        }

        return new OracleMinute(
            minute.ToString(),
            byType.Values.Sum(),
            byType,
            tallies.Sum(tally => (long)tally.Orders[index]),
            Money(tallies.Sum(tally => tally.Cents[index])),
            tallies.Sum(tally => (long)tally.Users[index]),
            tallies.Sum(tally => (long)tally.Sessions[index]));
    }

    private static OracleHour Hour(int index, ReadOnlySpan<OracleMinute> minutes, LaneTally[] tallies)
    {
        var (accepted, orders, revenue) = (0L, 0L, Money(0));
        foreach (var minute in minutes)
        {
            accepted += minute.Events;
            orders += minute.Orders;
            revenue += minute.Revenue;
        }

        return new OracleHour(
            tallies.Sum(tally => tally.WrittenByHour[index]),
            accepted,
            tallies.Sum(tally => tally.DuplicatesByHour[index]),
            tallies.Sum(tally => tally.QuarantinedByHour[index]),
            tallies.Sum(tally => tally.LateByHour[index]),
            orders,
            revenue);
    }

    private static SortedDictionary<string, long> ByReason(LaneTally[] tallies)
    {
        var reasons = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var (reason, count) in tallies.SelectMany(tally => tally.Rejected))
        {
            var name = RejectionReasons.NameOf(reason);
            reasons[name] = reasons.GetValueOrDefault(name) + count;
        }

        return reasons;
    }

    /// <summary>Always two decimals, so that sums print alike.</summary>
    private static decimal Money(long cents) => new((int)(cents & 0xFFFFFFFF), (int)(cents >> 32), 0, false, 2);
}
