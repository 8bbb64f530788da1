using System.Diagnostics.CodeAnalysis;
using Clickstream.Aws.Configuration;
using Clickstream.Aws.Transport;
using Clickstream.Aws.Wire;

namespace Clickstream.Aws.Kinesis;

/// <summary>
/// Calls operations of Kinesis. It speaks CBOR until the endpoint answers a CBOR request with something that is not CBOR, and JSON from
/// then on.
/// Safe for concurrent use.
/// </summary>
internal sealed class KinesisClient(AwsTransport transport, WireCodec codec) : IDisposable
{
    private const string TargetPrefix = "Kinesis_20131202.";

    private volatile bool _usesJson = codec == WireCodec.Json;
    private volatile bool _isSettled = codec != WireCodec.Auto;

    /// <summary>Texts that come again and again in answers: names of shards and partition keys.</summary>
    public RecentTexts Texts { get; } = new();

    public TimeProvider Time => transport.Time;

    /// <summary>Whether it has found that the endpoint does not speak CBOR, or was told so.</summary>
    public bool UsesJson => _usesJson;

    public static KinesisClient Open(AwsEnvironment environment, WireCodec codec, TransportOptions options) =>
        new(new AwsTransport(environment, AwsService.Kinesis, options), codec);

    public void Dispose() => transport.Dispose();

    /// <summary>Calls an operation and reads the answer.</summary>
    /// <exception cref="AwsServiceException">It was refused or failed for good.</exception>
    public async Task<T> CallAsync<T>(KinesisCall call, Action<WireWriter> write, Func<WireReader, T> read, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(call, write, transport.SendAsync, cancellationToken).ConfigureAwait(false);
        return Read(call, answer, read);
    }

    /// <summary>Calls an operation without an answer.</summary>
    /// <exception cref="AwsServiceException">It was refused or failed for good.</exception>
    public async Task CallAsync(KinesisCall call, Action<WireWriter> write, CancellationToken cancellationToken) =>
        (await SendAsync(call, write, transport.SendAsync, cancellationToken).ConfigureAwait(false)).Dispose();

    /// <summary>Calls an operation whose answer is kept: what was read refers to its buffer. The caller disposes the answer.</summary>
    /// <exception cref="AwsServiceException">It was refused or failed for good.</exception>
    public async Task<(T Result, AwsAnswer Answer)> CallKeepingAsync<T>(
        KinesisCall call, Action<WireWriter> write, Func<WireReader, T> read, CancellationToken cancellationToken)
    {
        var answer = await SendAsync(call, write, transport.SendAsync, cancellationToken).ConfigureAwait(false);
        try
        {
            return (Read(call, answer, read), answer);
        }
        catch
        {
            answer.Dispose();
            throw;
        }
    }

    /// <summary>Calls an operation whose answer goes on. The caller disposes the answer.</summary>
    /// <exception cref="AwsServiceException">It was refused or failed for good.</exception>
    public Task<AwsOpenAnswer> OpenAsync(KinesisCall call, Action<WireWriter> write, CancellationToken cancellationToken) =>
        SendAsync(call, write, transport.OpenAsync, cancellationToken);

    /// <summary>The exception for a failure that came inside of an answer.</summary>
    public AwsServiceException ExceptionFor(KinesisCall call, AwsFailure failure) =>
        new(AwsService.Kinesis, failure, transport.Explain(call.ActionName, call.Resource, failure), failure.Cause);

    private async Task<T> SendAsync<T>(
        KinesisCall call, Action<WireWriter> write, Func<AwsRequest, CancellationToken, Task<T>> send, CancellationToken cancellationToken)
    {
        if (_isSettled)
        {
            return await AttemptAsync(call, write, send, asCbor: !_usesJson, cancellationToken).ConfigureAwait(false);
        }

        try
        {
            var answer = await AttemptAsync(call, write, send, asCbor: true, cancellationToken).ConfigureAwait(false);
            _isSettled = true;
            return answer;
        }
        catch (AwsServiceException refused) when (IsRefusalOfCbor(refused.Failure))
        {
            return await FallBackAsync(call, write, send, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<T> FallBackAsync<T>(
        KinesisCall call, Action<WireWriter> write, Func<AwsRequest, CancellationToken, Task<T>> send, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await AttemptAsync(call, write, send, asCbor: false, cancellationToken).ConfigureAwait(false);
            (_usesJson, _isSettled) = (true, true);
            return answer;
        }
        catch (AwsServiceException refused) when (refused.Status is >= 400 and < 500)
        {
            (_usesJson, _isSettled) = (true, true); // It understood the JSON and refuses what it says.
            throw;
        }
    }

    private async Task<T> AttemptAsync<T>(
        KinesisCall call, Action<WireWriter> write, Func<AwsRequest, CancellationToken, Task<T>> send, bool asCbor, CancellationToken cancellationToken)
    {
        using var body = new PooledBuffer(call.ExpectedBytes);
        var writer = WireFormat.Write(body, asCbor);
        write(writer);
        writer.Complete();
        var request = new AwsRequest
        {
            Operation = call.Operation,
            Resource = call.Resource,
            ContentType = asCbor ? WireFormat.Cbor : WireFormat.Json,
            Target = TargetPrefix + call.Operation,
            Body = body,
            LimitExceededIsThrottling = call.LimitExceededIsThrottling,
            IsFinal = asCbor && !_isSettled ? IsRefusalOfCbor : null,
        };
        return await send(request, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Kinesis answers CBOR with CBOR, errors included. (moto answers 500 with a page.)</summary>
    private static bool IsRefusalOfCbor(AwsFailure failure) => failure.Status >= 400 && !WireFormat.IsCbor(failure.ContentType);

    [SuppressMessage("Reliability", "CA2000", Justification = "The reader owns nothing.")]
    private T Read<T>(KinesisCall call, AwsAnswer answer, Func<WireReader, T> read)
    {
        try
        {
            return read(WireFormat.Read(answer.Body, 0, answer.Body.Length, WireFormat.IsCbor(answer.ContentType)));
        }
        catch (FormatException cause)
        {
            throw ExceptionFor(call, new AwsFailure(AwsFailure.BadAnswer, 200, cause.Message) { Cause = cause });
        }
    }
}

/// <summary>A call of an operation.</summary>
/// <param name="Operation">The operation's name.</param>
/// <param name="Resource">What it works on, for messages.</param>
internal readonly record struct KinesisCall(string Operation, string Resource)
{
    private const int SmallRequest = 512; // Names, numbers and an iterator.

    /// <summary>About how long the request will be.</summary>
    public int ExpectedBytes { get; init; } = SmallRequest;

    /// <inheritdoc cref="AwsRequest.LimitExceededIsThrottling"/>
    public bool LimitExceededIsThrottling { get; init; }

    public string ActionName => $"kinesis:{Operation}";
}
