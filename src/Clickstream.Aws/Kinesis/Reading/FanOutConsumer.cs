using Clickstream.Aws.Kinesis.Api;
using Clickstream.Aws.Transport;
using Clickstream.Core.Resilience;

namespace Clickstream.Aws.Kinesis.Reading;

/// <summary>The consumer of enhanced fan-out: registered if it is absent, once for all shards. Safe for concurrent use.</summary>
internal sealed class FanOutConsumer(KinesisClient client, StreamReference stream, string name) : IDisposable
{
    private static readonly FullJitter Looks = new(TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(1));
    private static readonly TimeSpan MaxWait = TimeSpan.FromMinutes(2); // Registering takes some seconds.

    private readonly SemaphoreSlim _one = new(1);
    private string? _arn;

    public void Dispose() => _one.Dispose();

    /// <summary>Its ARN, once it is ACTIVE.</summary>
    /// <exception cref="AwsServiceException">It cannot be registered; the message says why.</exception>
    public async ValueTask<string> ArnAsync(CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return _arn ??= await RegisterAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Looks for it anew the next time, because this ARN is not known any more.</summary>
    public void Forget(string arn) => Interlocked.CompareExchange(ref _arn, null, arn);

    /// <summary>Removes it, with its subscriptions. Nothing happens if there is none.</summary>
    public async Task RemoveAsync(CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            _arn = null;
            await client.DeregisterStreamConsumerAsync(await StreamArnAsync(cancellationToken).ConfigureAwait(false), name, cancellationToken)
                .ConfigureAwait(false);
        }
        catch (AwsServiceException missing) when (missing.Code == "ResourceNotFoundException")
        {
            // That is what was wanted.
        }
        finally
        {
            _one.Release();
        }
    }

    private async ValueTask<string> StreamArnAsync(CancellationToken cancellationToken) => stream.IsArn
        ? stream.Value
        : (await client.DescribeStreamSummaryAsync(stream, cancellationToken).ConfigureAwait(false)).Arn;

    private async Task<string> RegisterAsync(CancellationToken cancellationToken)
    {
        var streamArn = await StreamArnAsync(cancellationToken).ConfigureAwait(false);
        var began = client.Time.GetTimestamp();
        for (var looks = 1; ; looks++)
        {
            var consumer = await FindAsync(streamArn, cancellationToken).ConfigureAwait(false)
                ?? await CreateAsync(streamArn, cancellationToken).ConfigureAwait(false);
            if (consumer?.Status == "ACTIVE")
            {
                return consumer.Arn;
            }

            if (client.Time.GetElapsedTime(began) > MaxWait)
            {
                throw new IOException($"The consumer {name} of {stream} is still {consumer?.Status ?? "missing"} after {MaxWait.TotalMinutes:0} minutes.");
            }

            await Task.Delay(Looks.LimitAfter(looks), client.Time, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<ConsumerSummary?> FindAsync(string streamArn, CancellationToken cancellationToken)
    {
        try
        {
            return await client.DescribeStreamConsumerAsync(streamArn, name, cancellationToken).ConfigureAwait(false);
        }
        catch (AwsServiceException missing) when (missing.Code == "ResourceNotFoundException")
        {
            return null;
        }
    }

    /// <returns>Null if another worker has just registered it.</returns>
    private async Task<ConsumerSummary?> CreateAsync(string streamArn, CancellationToken cancellationToken)
    {
        try
        {
            return await client.RegisterStreamConsumerAsync(streamArn, name, cancellationToken).ConfigureAwait(false);
        }
        catch (AwsServiceException taken) when (taken.Code == "ResourceInUseException")
        {
            return null;
        }
    }
}
