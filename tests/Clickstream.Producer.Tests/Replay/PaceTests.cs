using Clickstream.Producer.Generate;
using Clickstream.Producer.Replay;
using Clickstream.Producer.Tests.Streams;

namespace Clickstream.Producer.Tests.Replay;

public sealed class PaceTests
{
    [Fact]
    public void An_input_is_due_when_its_event_time_has_passed_at_the_speed()
    {
        var pacer = new ReplayPacer(60, 1_000_000);
        Assert.Equal(TimeSpan.Zero, pacer.DueAfter(1_000_000));
        Assert.Equal(TimeSpan.FromSeconds(1), pacer.DueAfter(61_000_000));
        Assert.Equal(TimeSpan.FromSeconds(1), pacer.DueAfter(2_000_000)); // Late: due with what was before it.
        Assert.Equal(TimeSpan.FromMinutes(1), pacer.DueAfter(3_601_000_000));
    }

    [Fact]
    public async Task A_replay_at_a_speed_takes_event_time_divided_by_the_speed_and_saves_its_position_on_the_way()
    {
        using var fixture = await ReplayFixture.CreateAsync();
        var traffic = new GenerateOptions { Events = 400, Hours = 2 };
        await new RawGenerator(traffic, fixture.Folder.Objects, TimeProvider.System).RunAsync(null, DataFolder.Deadline);
        var clock = new JumpingClock();
        var saved = 0;
        var store = new HookedStore(fixture.Folder.Objects) { BeforeConditionalPut = _ => saved++ };
        var replayer = new Replayer(ReplayFixture.Options with { Speed = 720 }, store, store, fixture.Stream, clock);
        var outcome = await replayer.RunAsync(null, CancellationToken.None, DataFolder.Deadline);

        Assert.Equal(400, outcome.Read);
        Assert.InRange(clock.Elapsed, TimeSpan.FromSeconds(8), TimeSpan.FromSeconds(20));
        Assert.InRange(saved, 5, 20);
        Assert.Equal(400, (await StoredInputs.ReadAsync(fixture.Stream)).Count);
    }
}
