using System.Net;
using Amazon.Runtime;
using Amazon.S3;
using Clickstream.Aws.Sdk;
using Clickstream.Core.Objects;
using Clickstream.Core.Resilience;

namespace Clickstream.Aws.S3;

/// <summary>What all parts of the store share: the client, where things are, and what becomes of a fault.</summary>
internal sealed class S3Access(IAmazonS3 client, S3StoreOptions options, TimeProvider time)
{
    /// <summary>Attempts beyond the SDK's own, for what it does not repeat: a body that breaks off, and a write that meets another one.</summary>
    private const int Attempts = 6;

    private static readonly FullJitter Backoff = new(TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(2)); // A write in progress takes tens of milliseconds.

    private readonly Random _random = new(options.JitterSeed);

    public IAmazonS3 Client => client;

    public S3StoreOptions Options => options;

    public TimeProvider Time => time;

    /// <summary>Makes a call; its faults become an <see cref="ObjectStoreException"/> with a remedy.</summary>
    /// <param name="action">The IAM action.</param>
    /// <param name="place">The object, or the bucket and prefix of a listing.</param>
    /// <param name="call">The call.</param>
    /// <param name="isTransient">What is worth another attempt although the SDK gave up.</param>
    /// <param name="cancellationToken">Aborts the waits.</param>
    public async Task<T> CallAsync<T>(
        string action, S3Place place, Func<Task<T>> call, Func<Exception, bool> isTransient, CancellationToken cancellationToken)
    {
        for (var failures = 0; ;)
        {
            try
            {
                return await ExpiredToken.RenewAsync(SdkSettings.CredentialsOf(client.Config), call).ConfigureAwait(false);
            }
            catch (Exception fault) when (++failures < Attempts && SdkFault.IsFault(fault, cancellationToken) && isTransient(fault))
            {
                await Task.Delay(Backoff.Wait(failures, Jitter()), time, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception fault) when (fault is not ObjectStoreException && SdkFault.IsFault(fault, cancellationToken))
            {
                throw new ObjectStoreException(S3Remedy.Explain(fault, action, place, options, client.Config), fault);
            }
        }
    }

    /// <inheritdoc cref="CallAsync{T}(string, S3Place, Func{Task{T}}, Func{Exception, bool}, CancellationToken)"/>
    public Task<T> CallAsync<T>(string action, S3Place place, Func<Task<T>> call, CancellationToken cancellationToken) =>
        CallAsync(action, place, call, IsConflict, cancellationToken);

    /// <summary>A conditional write that met another write of the key: neither won yet, so it is to be repeated. Source: S3, "conditional writes", 409.</summary>
    private static bool IsConflict(Exception fault) =>
        fault is AmazonServiceException { StatusCode: HttpStatusCode.Conflict, ErrorCode: "ConditionalRequestConflict" or "OperationAborted" };

    private double Jitter()
    {
        lock (_random)
        {
            return _random.NextDouble();
        }
    }
}
