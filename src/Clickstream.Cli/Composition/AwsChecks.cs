using System.Globalization;
using Clickstream.Aws.Athena;
using Clickstream.Aws.Configuration;
using Clickstream.Aws.EventBridge;
using Clickstream.Aws.Firehose;
using Clickstream.Aws.Glue;
using Clickstream.Aws.Sns;
using Clickstream.Aws.Sts;
using Clickstream.Cli.Commands;
using Clickstream.Core.Lake;

namespace Clickstream.Cli.Composition;

/// <summary>What <c>doctor --backend aws</c> tries: who calls, and then everything that the settings name.</summary>
internal sealed class AwsChecks(AwsBackend backend, AwsSettings settings, AwsEnvironment environment)
{
    public IReadOnlyList<HealthCheck> All => [.. Always, .. Configured];

    private IEnumerable<HealthCheck> Always =>
    [
        new("caller", async cancellationToken =>
        {
            var caller = await CallerIdentity.GetAsync(environment, cancellationToken);
            var endpoints = environment.Endpoints.Count > 0 ? ", with endpoints of its own" : string.Empty;
            return $"{caller.Arn} of account {caller.Account} in {environment.Region}{endpoints}";
        }),
        new("clock", async cancellationToken => await ServiceClock.AheadAsync(environment, cancellationToken) is not { } ahead
            ? "the endpoint tells no time"
            : ahead.Duration() <= ServiceClock.Allowed
                ? string.Create(CultureInfo.InvariantCulture, $"{ahead.TotalSeconds:F0} s behind that of AWS")
                : throw new CommandException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"The clock of this machine is {ahead.TotalMinutes:F0} minutes behind that of AWS. Requests are corrected, but set it: chrony or systemd-timesyncd."))),
        new($"stream {settings.Stream}", HealthCheck.OfStream(backend).Run),
        new($"lease table {settings.LeaseTable}", HealthCheck.OfLeases(backend).Run),
        new($"claim table {settings.ClaimTable}", async cancellationToken =>
        {
            await backend.ClaimsAsync(cancellationToken);
            return "there";
        }),
        HealthCheck.Of(backend.Objects),
        new("raw files", async cancellationToken =>
        {
            await foreach (var found in backend.Objects.ListAsync(LakeLayout.Raw, cancellationToken))
            {
                return $"can be listed, the first is {found.Key}";
            }

            return "can be listed, there are none";
        }),
    ];

    private IEnumerable<HealthCheck> Configured
    {
        get
        {
            foreach (var channel in backend.Channels)
            {
                if (channel is SnsAlertChannel sns)
                {
                    yield return Of($"topic {settings.Topic}", sns.CheckAsync);
                }
                else if (channel is EventBridgeAlertChannel bus)
                {
                    yield return Of($"event bus {settings.EventBus}", bus.CheckAsync);
                }
            }

            if (backend.Delivery is FirehoseDelivery firehose)
            {
                yield return Of($"Firehose {settings.Firehose}", async cancellationToken =>
                {
                    if (await firehose.CheckAsync(cancellationToken) is { Count: > 0 } problems)
                    {
                        throw new CommandException(string.Join(' ', problems));
                    }
                });
            }

            if (backend.Catalog is GlueCatalog catalog)
            {
                yield return new($"Glue database {settings.Database}", async cancellationToken =>
                    await catalog.HasTableAsync(LakeTable.FactClicks, cancellationToken) ? "has tables" : "has no tables yet; 'clickstream compact' makes them");
                yield return Of($"Athena workgroup {settings.Workgroup}", ((AthenaSqlEngine)backend.Sql).CheckAsync);
            }
        }
    }

    private static HealthCheck Of(string name, Func<CancellationToken, Task> check) => new(name, async cancellationToken =>
    {
        await check(cancellationToken);
        return "there";
    });
}
