using System.Globalization;
using System.Text;
using Clickstream.Core.Decoding;
using Clickstream.Core.Events;
using Clickstream.Core.Lake;
using Clickstream.Core.Objects;
using Clickstream.Core.Time;

namespace Clickstream.Producer.Tests.Generate;

/// <summary>
/// The plain way to the answers: read the raw files, decode every input, and count with sets and dictionaries. Knows nothing of the
/// generator.
/// </summary>
internal sealed class Recount
{
    public List<List<CountedInput>> Files { get; } = [];

    public Dictionary<string, CountedMinute> Minutes { get; } = [];

    public Dictionary<string, long> Rejected { get; } = [];

    public Dictionary<string, long> AcceptedByHour { get; } = [];

    public Dictionary<string, long> WrittenByHour { get; } = [];

    public HashSet<string> Ids { get; } = [];

    public HashSet<string> Users { get; } = [];

    public HashSet<string> UserIds { get; } = [];

    public HashSet<string> Sessions { get; } = [];

    public HashSet<string> Orders { get; } = [];

    public long Read { get; private set; }

    public long Duplicates { get; private set; }

    public decimal Revenue { get; private set; }

    public static async Task<Recount> OfAsync(IObjectStore store, IReadOnlyList<ObjectInfo> raw)
    {
        var recount = new Recount();
        foreach (var info in raw)
        {
            await recount.AddAsync(store, info.Key);
        }

        return recount;
    }

    private async Task AddAsync(IObjectStore store, ObjectKey key)
    {
        var hour = LakeLayout.HourOf(LakeLayout.Raw, key)!.Value;
        var decoder = new EventDecoder(DecoderOptions.Default);
        var batch = new EventBatch();
        var inputs = new List<CountedInput>();
        await using var reader = InputReader.Open((await store.OpenReadAsync(key, DataFolder.Deadline))!, DecoderOptions.Default);
        while (await reader.ReadAsync(DataFolder.Deadline))
        {
            Read++;
            WrittenByHour[hour.Path] = WrittenByHour.GetValueOrDefault(hour.Path) + 1;
            batch.Clear();
            var reason = reader.Problem != RejectionReason.None ? reader.Problem : decoder.Decode(reader.Item.Span, batch);
            if (reason != RejectionReason.None)
            {
                var name = RejectionReasons.NameOf(reason);
                Rejected[name] = Rejected.GetValueOrDefault(name) + 1;
                inputs.Add(new CountedInput(hour, null, string.Empty, string.Empty));
                continue;
            }

            inputs.Add(Count(batch, hour));
        }

        Files.Add(inputs);
    }

    private CountedInput Count(EventBatch batch, Hour hour)
    {
        ref readonly var row = ref batch.Rows[0];
        var user = batch.GetString(row.UserId) ?? batch.GetString(row.AnonymousId)!;
        var id = batch.GetString(row.ClickId)!;
        var input = new CountedInput(hour, row.Time, user, id);
        if (!Ids.Add(id))
        {
            Duplicates++;
            return input;
        }

        Users.Add(user);
        Sessions.Add(batch.GetString(row.SessionId)!);
        if (row.UserId.IsPresent)
        {
            UserIds.Add(user);
        }

        AcceptedByHour[row.Time.Hour.Path] = AcceptedByHour.GetValueOrDefault(row.Time.Hour.Path) + 1;
        var name = row.Time.Minute.ToString();
        if (!Minutes.TryGetValue(name, out var minute))
        {
            Minutes.Add(name, minute = new CountedMinute());
        }

        minute.Add(batch, row, user);
        if (row.IsPurchase)
        {
            Assert.True(Orders.Add(Encoding.UTF8.GetString(batch.OrderOf(row))), "An order has one purchase.");
            Revenue += row.Amount;
        }

        return input;
    }
}

/// <summary>An input of a file: its hour's folder, its event time if it is an event, its visitor, its id.</summary>
internal sealed record CountedInput(Hour Folder, EventTime? Time, string User, string Id);

/// <summary>What was counted in a minute.</summary>
internal sealed class CountedMinute
{
    public SortedDictionary<string, long> ByType { get; } = new(StringComparer.Ordinal);

    public HashSet<string> Users { get; } = [];

    public HashSet<string> Sessions { get; } = [];

    public long Orders { get; private set; }

    public decimal Revenue { get; private set; }

    public void Add(EventBatch batch, in EventRow row, string user)
    {
        var type = batch.GetString(row.EventType)!;
        ByType[type] = ByType.GetValueOrDefault(type) + 1;
        Users.Add(user);
        Sessions.Add(batch.GetString(row.SessionId)!);
        Orders += row.IsPurchase ? 1 : 0;
        Revenue += row.IsPurchase ? row.Amount : 0;
    }

    public string Describe()
    {
        var types = string.Join(',', ByType.Select(pair => $"{pair.Key}={pair.Value}"));
        var money = string.Create(CultureInfo.InvariantCulture, $"orders={Orders} revenue={Revenue:F2}");
        return $"{types} {money} users={Users.Count} sessions={Sessions.Count}";
    }
}
