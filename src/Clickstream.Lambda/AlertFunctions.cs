using System.Diagnostics.CodeAnalysis;
using Clickstream.Aws.Alerts;
using Clickstream.Aws.Configuration;
using Clickstream.Aws.DynamoDb;
using Clickstream.Aws.EventBridge;
using Clickstream.Aws.S3;
using Clickstream.Aws.Sns;
using Clickstream.Core.Alerts;
using Clickstream.Core.Alerts.Windows;
using Clickstream.Core.Objects;
using Clickstream.Core.Resilience;
using Clickstream.Lambda.Events;
using Clickstream.Lambda.Objects;
using Clickstream.Lambda.Records;
using Clickstream.Lambda.Runtime;

namespace Clickstream.Lambda;

/// <summary>
/// The executable of both alert functions: it reads the settings that the command line reads from the environment (<c>CLICKSTREAM_BUCKET</c>,
/// <c>CLICKSTREAM_TOPIC</c> and so on), and answers invocations until Lambda ends it. Which of the two it is, each event tells.
/// </summary>
internal static class AlertFunctions
{
    private const string ApiVariable = "AWS_LAMBDA_RUNTIME_API";
    private const int Failed = 1;

    /// <summary>As in the worker: what a channel does not take within half a minute becomes dead letters, and it is left alone for another half.</summary>
    private static readonly RetrySchedule Channels = new()
    {
        First = TimeSpan.FromMilliseconds(200),
        Longest = TimeSpan.FromSeconds(5),
        GiveUpAfter = TimeSpan.FromSeconds(30),
    };

    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(30);

    /// <summary>Runs until Lambda ends the process.</summary>
    /// <param name="variable">The value of an environment variable.</param>
    /// <param name="output">Gets the log, which Lambda keeps in CloudWatch.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(Func<string, string?> variable, TextWriter output, CancellationToken cancellationToken)
    {
        var log = new FunctionLog(output, TimeProvider.System);
        if (variable(ApiVariable) is not { Length: > 0 } api)
        {
            log.Error($"{ApiVariable} is not set: this is the executable of Lambda functions, see docs/alerts.md. On your own machine use 'clickstream stream'.");
            return Failed;
        }

        using var runtime = new RuntimeApi(api);
        try
        {
            var settings = AwsSettingsReader.Read([], variable);
            using var function = await OpenAsync(settings, variable, log, cancellationToken)
                .ConfigureAwait(false);
            await RuntimeLoop.RunAsync(runtime, function.Handler, log, TimeProvider.System, cancellationToken).ConfigureAwait(false);
            return 0;
        }
        catch (Exception fault) when (fault is AwsSettingsException or ObjectStoreException)
        {
            log.Error(fault.Message);
            await runtime.FailInitAsync("Clickstream.Settings", fault.Message, cancellationToken).ConfigureAwait(false);
            return Failed;
        }
    }

    [SuppressMessage("Reliability", "CA2000", Justification = "The function disposes them.")]
    private static async Task<OpenFunction> OpenAsync(
        AwsSettings settings, Func<string, string?> variable, FunctionLog log, CancellationToken cancellationToken)
    {
        var environment = AwsEnvironmentResolver.Resolve(settings, variable, TimeProvider.System);
        var s3 = S3Clients.Create(environment);
        var dynamo = DynamoDbClients.Create(environment);
        var store = new S3StoreOptions
        {
            Bucket = settings.Bucket ?? settings.Buckets.Values.First(),
            BucketByLayer = settings.Buckets,
            Prefix = settings.Prefix,
            KmsKey = settings.KmsKey,
            ExpectedBucketOwner = settings.BucketOwner,
        };
        var objects = new S3ObjectStore(s3, store, environment.Time);
        var claims = DynamoDbClaimStore.Attach(dynamo, ClaimsOf(settings), environment.Time);
        IAlertChannel[] channels = [.. ChannelsOf(settings, environment, variable, objects)];
        var rules = await StoredRules.ReadAsync(objects, settings, cancellationToken).ConfigureAwait(false);
        var dispatch = new AlertDispatch(claims, [.. channels.Select(channel => SenderOf(channel, environment.Time, log))], objects, environment.Time)
        {
            Windows = new PurchaseWindows(rules, DynamoDbPurchaseMemory.Attach(dynamo, settings.ClaimTable, environment.Time)),
            OnDeadLetters = (channel, count, key) => log.Error($"Channel {channel}: {count} alerts became dead letters in {key}."),
        };
        var quarantine = new AlertQuarantine(objects);
        var source = new ObjectSource(s3, store, environment.Time);
        var handler = new EventHandlers(
            new KinesisHandler(rules, dispatch, quarantine, environment.Time, log), new ObjectHandler(rules, source, dispatch, quarantine, log) { Time = environment.Time });
        return new OpenFunction(handler, [.. channels.OfType<IDisposable>(), dynamo, s3]);
    }

    private static DynamoDbClaimStoreOptions ClaimsOf(AwsSettings settings) =>
        new() { Table = settings.ClaimTable, PendingExpiry = TimeSpan.FromSeconds(settings.ClaimWindowSeconds) };

    private static IEnumerable<IAlertChannel> ChannelsOf(
        AwsSettings settings, AwsEnvironment environment, Func<string, string?> variable, IObjectStore objects)
    {
        yield return new AlertCopyChannel(objects);
        if (settings.Topic is { } topic)
        {
            yield return new SnsAlertChannel(environment, new SnsOptions { TopicArn = topic });
        }

        if (settings.EventBus is { } bus)
        {
            yield return new EventBridgeAlertChannel(environment, new EventBridgeOptions { EventBus = bus });
        }

        if (ConfiguredWebhook.Create(settings, variable, environment.Time) is { } webhook)
        {
            yield return webhook;
        }
    }

    private static ChannelSender SenderOf(IAlertChannel channel, TimeProvider time, FunctionLog log) =>
        new(channel, new ChannelBreaker(Channels, Rest), time, new Random(Environment.ProcessId))
        {
            OnFailed = (cause, count, wait) => log.Warning($"Channel {channel.Name} did not take {count} alerts: {cause.Message}"
                + (wait is null ? string.Empty : $" Next attempt in {wait.Value.TotalSeconds:0.0} s.")),
            OnRecovered = () => log.Information($"Channel {channel.Name} takes alerts again."),
        };

    private sealed class OpenFunction(IInvocationHandler handler, IReadOnlyList<IDisposable> parts) : IDisposable
    {
        public IInvocationHandler Handler => handler;

        public void Dispose()
        {
            foreach (var part in parts)
            {
                part.Dispose();
            }
        }
    }
}
