using Clickstream.Core.Alerts.Rules;
using Clickstream.Stream.Alerts;
using Clickstream.Stream.Tests.Live;
using Clickstream.Stream.Tests.Worker;
using Clickstream.Stream.Worker;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Clickstream.Stream.Tests.Alerts;

public sealed class MinuteAlertsTests : IDisposable
{
    private readonly WorkerRig _rig = new();
    private readonly FakeTimeProvider _time = new(Rows.Noon.Start.ToDateTimeOffset().AddMinutes(8));
    private readonly WorkerFeed _feed = new();

    public void Dispose()
    {
        _feed.Dispose();
        _rig.Remove();
    }

    [Fact]
    public async Task Workers_that_watch_the_same_minutes_send_each_alert_once_also_after_a_restart()
    {
        for (var worker = 0; worker < 3; worker++)
        {
            var alerts = Watch(_rig.Ports);
            await alerts.LookAsync(CancellationToken.None);
            await alerts.LookAsync(CancellationToken.None);
        }

        Assert.Equal([1, 2, 3, 4], _rig.Alerts().Select(alert => (int)(alert.EventTime - Rows.Noon.Start.ToDateTimeOffset()).TotalMinutes).Order());
        Assert.All(_rig.Alerts(), alert => Assert.Equal(("busy", "minute", "warning"), (alert.Rule, alert.EventType, alert.Severity)));
    }

    [Fact]
    public async Task An_alert_that_could_not_be_claimed_is_tried_again()
    {
        var claims = new BrokenClaims(_rig.Claims);
        var alerts = Watch(_rig.Ports with { Claims = claims });
        await alerts.LookAsync(CancellationToken.None);
        Assert.Empty(_rig.Alerts());
        claims.IsBroken = false;
        await alerts.LookAsync(CancellationToken.None);
        Assert.Equal(4, _rig.Alerts().Count);
    }

    private MinuteAlerts Watch(WorkerPorts ports)
    {
        var rules = RulesReader.Read("""{"rules":[{"name":"busy","when":"minute","above":5,"severity":"warning"}]}"""u8, out _)!;
        var alerts = new MinuteAlerts(rules, _feed, new MinuteAlertPorts(ports.Claims, ports.Channels, ports.Objects), _time, NullLogger.Instance);
        for (var offset = 0; offset < 5; offset++)
        {
            alerts.Add(Rows.Minute(offset));
        }

        return alerts;
    }

    private sealed class BrokenClaims(Core.Claims.IClaimStore claims) : Core.Claims.IClaimStore
    {
        public bool IsBroken { get; set; } = true;

        public Task<IReadOnlyList<Core.Claims.ClaimOutcome>> ClaimAsync(IReadOnlyList<string> keys, string claimant, CancellationToken cancellationToken) =>
            IsBroken ? throw new IOException("The claims are not there.") : claims.ClaimAsync(keys, claimant, cancellationToken);

        public Task CompleteAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken) => claims.CompleteAsync(keys, cancellationToken);
    }
}
