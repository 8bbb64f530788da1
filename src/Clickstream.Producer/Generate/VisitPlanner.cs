namespace Clickstream.Producer.Generate;

/// <summary>Begins visits: who comes, when, from where, and when each of his events happens. Everything but what he does.</summary>
internal sealed class VisitPlanner
{
    /// <summary>Bots of one lane; each is a visitor with an anonymous id.</summary>
    public const int Bots = 4;

    private const double MeanEvents = 11;
    private const double MeanGapMs = 28_000;
    private const double MeanBotGapMs = 1_500;
    private const int MinGapMs = 400;
    private const int MaxGapMs = 240_000;
    private const int MaxVisitMs = 50 * 60_000; // A visit's own minutes are remembered for an hour.

    private readonly GenerateOptions _options;
    private readonly People _people;
    private readonly LaneRandom _random;
    private readonly int _lane;
    private readonly int _visitors;
    private readonly long _lastMs;
    private readonly ulong _key;
    private long _visits;

    public VisitPlanner(GenerateOptions options, People people, LaneRandom random, int lane)
    {
        _options = options;
        _people = people;
        _random = random;
        _lane = lane;
        _visitors = VisitorsOf(options);
        _lastMs = (options.Hours * 3_600_000L) - 2; // One millisecond is left for what is late at the very end.
        _key = LaneRandom.Mix((ulong)options.Seed ^ 0x5EEDUL);
    }

    /// <summary>Visitors of one lane who are people.</summary>
    public static int VisitorsOf(GenerateOptions options) => Math.Max(1, options.EffectiveVisitors / options.Lanes);

    /// <summary>Whether a visitor has a user id.</summary>
    public bool IsSignedIn(int user) => user < _visitors && (IdentityOf(user) & 0xFFFF) >= _options.AnonymousShare * 0x10000;

    /// <summary>Plans a visit.</summary>
    /// <param name="visit">What to fill.</param>
    /// <param name="start">When it begins.</param>
    /// <param name="most">The most events it may have.</param>
    public void Plan(Visit visit, long start, long most)
    {
        visit.IsBot = _random.Chance(_options.BotShare);
        visit.User = visit.IsBot ? _visitors + _random.Next(Bots) : _random.NextPopular(_visitors);
        visit.Campaign = Campaign.All[_random.NextPopular(Campaign.All.Length)];
        visit.Step = Step.Landing;
        visit.CartCount = 0;
        visit.Next = 0;
        visit.Minutes = default;
        PlanTimes(visit, start, (int)Math.Min(most, Visit.MaxEvents));
        WriteTemplate(visit);
    }

    private void PlanTimes(Visit visit, long start, int most)
    {
        var count = Math.Min(most, 1 + (int)_random.NextExponential(MeanEvents));
        var meanGap = visit.IsBot ? MeanBotGapMs : MeanGapMs;
        var offset = 0;
        var planned = 0;
        while (planned < count && offset <= MaxVisitMs)
        {
            visit.Offsets[planned++] = offset;
            offset += Math.Min(MaxGapMs, MinGapMs + (int)_random.NextExponential(meanGap));
        }

        visit.Start = Math.Min(start, _lastMs);
        visit.Count = planned;
        var room = _lastMs - visit.Start;
        var last = visit.Offsets[planned - 1];
        for (var i = 0; last > room && i < planned; i++)
        {
            visit.Offsets[i] = (int)(visit.Offsets[i] * room / last); // The traffic ends: who came late hurries.
        }
    }

    private void WriteTemplate(Visit visit)
    {
        var identity = IdentityOf(visit.User);
        var writer = new LineWriter(visit.Template);
        writer.Raw(IsSignedIn(visit.User) ? "\"user_id\":\""u8 : "\"anonymous_id\":\""u8);
        visit.KeyStart = writer.Length;
        WriteVisitor(visit.User, identity, ref writer);
        visit.KeyLength = writer.Length - visit.KeyStart;
        writer.Raw("\",\"session_id\":\"s"u8);
        writer.Hex(LaneRandom.Mix(_key ^ 0x5E55UL ^ ((ulong)_lane << 48) ^ (ulong)_visits++));
        writer.Raw("\","u8);
        visit.Identity = identity;
        var people = visit.IsBot ? _people.Robots : _people.Humans;
        visit.Person = people[(int)((identity >> 20) % (uint)people.Length)];
        writer.Raw(visit.Person.Described);
        visit.TemplateLength = writer.Length;
    }

    /// <summary>A number that belongs to the visitor for ever, so that nothing needs to be kept of him.</summary>
    private ulong IdentityOf(int user) => LaneRandom.Mix(_key + Numbered(user));

    private ulong Numbered(int user) => ((ulong)user * (uint)_options.Lanes) + (uint)_lane;

    private void WriteVisitor(int user, ulong identity, ref LineWriter writer)
    {
        if (IsSignedIn(user))
        {
            writer.Raw("u"u8);
            writer.Number(10_000_000 + (long)Numbered(user));
        }
        else
        {
            writer.Raw("a"u8);
            writer.Hex(identity);
        }
    }
}
