using System.Net.Http.Headers;
using System.Net.Sockets;
using Amazon.Runtime;
using Clickstream.Aws.Configuration;

namespace Clickstream.Aws.Transport;

/// <summary>
/// Sends signed requests to one service and tries again where that helps: throttling, 5xx, faults of the connection and timeouts after a
/// wait with full
/// jitter; an expired token once, with new credentials; a wrong clock once, with the service's time. A request that timed out may have
/// been carried out.
/// Safe for concurrent use.
/// </summary>
internal sealed class AwsTransport : IDisposable
{
    private const int UnknownLength = 16 * 1024; // Most answers without a length are short.

    private readonly AwsService _service;
    private readonly string _region;
    private readonly Uri _endpoint;
    private readonly TransportOptions _options;
    private readonly TimeProvider _time;
    private readonly CredentialSource _credentials;
    private readonly ClockSkew _clock;
    private readonly RequestSigner _signer;
    private readonly HttpMessageInvoker _http = HttpConnections.Open();
    private readonly Random _random;
    private volatile bool _hasAnswered;

    public AwsTransport(AwsEnvironment environment, AwsService service, TransportOptions options)
    {
        _service = service;
        _region = environment.Region;
        _endpoint = AwsServiceNames.EndpointOf(environment, service);
        _options = options;
        _time = environment.Time;
        _credentials = new CredentialSource(environment.Credentials);
        _clock = new ClockSkew(environment.Time);
        var v4 = new SigV4Signer(environment.Region, AwsServiceNames.NameOf(service));
        _signer = new RequestSigner(_endpoint, v4, HttpConnections.VersionFor(_endpoint, options.UseHttp2WithoutTls));
        _random = new Random(options.JitterSeed);
    }

    /// <summary>The clock that waits and deadlines use.</summary>
    public TimeProvider Time => _time;

    public void Dispose() => _http.Dispose();

    /// <summary>Sends a request and reads the answer whole.</summary>
    /// <exception cref="AwsServiceException">It was refused or failed for good.</exception>
    public Task<AwsAnswer> SendAsync(AwsRequest request, CancellationToken cancellationToken) =>
        RetryAsync(request, ReadWholeAsync, cancellationToken);

    /// <summary>Sends a request whose answer goes on; only the headers are waited for. The caller disposes the answer.</summary>
    /// <exception cref="AwsServiceException">It was refused or failed for good.</exception>
    public Task<AwsOpenAnswer> OpenAsync(AwsRequest request, CancellationToken cancellationToken) =>
        RetryAsync(request, OpenBodyAsync, cancellationToken);

    /// <summary>What to tell about a failure, also about one that was found in an answer.</summary>
    /// <param name="action">The IAM action.</param>
    /// <param name="resource">What it works on.</param>
    /// <param name="failure">What went wrong.</param>
    public string Explain(string action, string resource, AwsFailure failure) => AwsRemedy.Explain(action, resource, failure, _endpoint.ToString(), _region);

    private AwsServiceException ExceptionFor(AwsRequest request, AwsFailure failure) =>
        new(_service, failure, Explain(request.ActionOn(_service), request.Resource, failure), failure.Cause);

    private async Task<T> RetryAsync<T>(
        AwsRequest request, Func<HttpResponseMessage, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
        where T : class
    {
        var hash = RequestSigner.HashOf(request.Body);
        var began = _time.GetTimestamp();
        var (renewed, corrected) = (false, false);
        for (var attempts = 1; ; attempts++)
        {
            var signedAt = _clock.Now;
            var (answer, failure) = await AttemptAsync(request, hash, signedAt, read, cancellationToken).ConfigureAwait(false);
            if (answer is not null)
            {
                return answer;
            }

            if (failure!.IsExpiredToken && !renewed)
            {
                renewed = true;
                _credentials.Expire();
                continue;
            }

            if (failure.MayBeClock && !corrected && _clock.Learn(signedAt, failure.Date))
            {
                corrected = true;
                continue;
            }

            if (request.IsFinal?.Invoke(failure) == true)
            {
                throw ExceptionFor(request, failure);
            }

            var wait = RetryRule.Next(_options, failure, attempts, _time.GetElapsedTime(began), _hasAnswered, Jitter());
            if (wait is null)
            {
                throw ExceptionFor(request, failure);
            }

            await Task.Delay(wait.Value, _time, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<(T? Answer, AwsFailure? Failure)> AttemptAsync<T>(
        AwsRequest request, string hash, DateTimeOffset signedAt, Func<HttpResponseMessage, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
        where T : class
    {
        using var timeout = new CancellationTokenSource(_options.AttemptTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        HttpResponseMessage? response = null;
        try
        {
            if (await _credentials.CurrentAsync().ConfigureAwait(false) is not { } credentials)
            {
                return (null, new AwsFailure(AwsFailure.NoCredentials, 0, "the caller is anonymous"));
            }

            using var message = _signer.Sign(request, hash, credentials, signedAt);
            response = await _http.SendAsync(message, either.Token).ConfigureAwait(false);
            _hasAnswered = true;
            if (!response.IsSuccessStatusCode)
            {
                return (null, await ReadFailureAsync(request, response, either.Token).ConfigureAwait(false));
            }

            var answer = await read(response, either.Token).ConfigureAwait(false);
            response = answer is AwsOpenAnswer ? null : response; // An open answer owns it now.
            return (answer, null);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (OperationCanceledException cause)
        {
            return (null, new AwsFailure(AwsFailure.TimedOut, 0, $"no answer in {_options.AttemptTimeout.TotalSeconds:0.#} s") { Cause = cause });
        }
        catch (Exception cause) when (cause is HttpRequestException or IOException or SocketException)
        {
            return (null, new AwsFailure(AwsFailure.Unreachable, 0, cause.Message) { Cause = cause });
        }
        catch (AmazonClientException cause)
        {
            return (null, new AwsFailure(AwsFailure.NoCredentials, 0, cause.Message) { Cause = cause });
        }
        finally
        {
            response?.Dispose();
        }
    }

    private static async Task<AwsAnswer> ReadWholeAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var body = await ReadBodyAsync(response, cancellationToken).ConfigureAwait(false);
        return new AwsAnswer(body, MediaType(response), response.Headers.Date);
    }

    private static async Task<AwsOpenAnswer> OpenBodyAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        return new AwsOpenAnswer(response, body, MediaType(response));
    }

    private static async Task<AwsFailure> ReadFailureAsync(
        AwsRequest request, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        using var body = await ReadBodyAsync(response, cancellationToken).ConfigureAwait(false);
        var status = (int)response.StatusCode;
        var (code, text) = ErrorBody.Read(body, MediaType(response), status, FirstHeader(response.Headers, "x-amzn-ErrorType"));
        return new AwsFailure(code, status, text)
        {
            RequestId = FirstHeader(response.Headers, "x-amzn-RequestId"),
            ContentType = MediaType(response),
            Date = response.Headers.Date,
            LimitExceededIsThrottling = request.LimitExceededIsThrottling,
        };
    }

    private static async Task<PooledBuffer> ReadBodyAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        // One byte more than the length, so that the end is seen without growing.
        var body = new PooledBuffer((int?)(response.Content.Headers.ContentLength + 1) ?? UnknownLength);
        try
        {
            await body.FillAsync(await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
            return body;
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    private static string MediaType(HttpResponseMessage response) => response.Content.Headers.ContentType?.MediaType ?? string.Empty;

    private static string? FirstHeader(HttpResponseHeaders headers, string name) => headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;

    private double Jitter()
    {
        lock (_random)
        {
            return _random.NextDouble();
        }
    }
}
