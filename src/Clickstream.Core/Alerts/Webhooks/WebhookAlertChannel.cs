using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;

namespace Clickstream.Core.Alerts.Webhooks;

/// <summary>
/// Posts alerts to an address, as <c>{"may_be_repeat":false,"alerts":[…]}</c> with the alerts as in <see cref="AlertJson"/>, signed as
/// <see cref="WebhookSignature"/> says. Any 2xx answer means that all of them were taken. A repeat carries the same alert ids, by which the receiver drops it.
/// It sends once; who calls it tries again, after <see cref="AlertDeliveryException.RetryAfter"/> if that is given. Safe for concurrent use.
/// </summary>
public sealed class WebhookAlertChannel : IAlertChannel, IDisposable
{
    private readonly WebhookOptions _options;
    private readonly TimeProvider _time;
    private readonly HttpClient _client;

    /// <summary>Creates the channel; nothing is sent yet.</summary>
    /// <exception cref="ArgumentException">The options are wrong.</exception>
    public WebhookAlertChannel(WebhookOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Validate() is { Count: > 0 } problems)
            throw new ArgumentException(string.Join(' ', problems), nameof(options));

        (_options, _time) = (options, time);
        // A redirect could take signed alerts to a host that nobody configured. Connections are renewed so that a change of DNS is noticed.
        _client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    /// <inheritdoc/>
    public string Name => _options.Name;

    /// <inheritdoc/>
    public async Task PublishAsync(IReadOnlyList<Alert> alerts, bool mayBeRepeat, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(alerts);
        if (alerts.Count == 0)
            return;

        using var timeout = new CancellationTokenSource(_options.Timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            using var request = Request(Body(alerts, mayBeRepeat));
            using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token).ConfigureAwait(false);
            if (!response.IsSuccessStatusCode)
                throw Refusal(response);
        }
        catch (OperationCanceledException cause) when (!cancellationToken.IsCancellationRequested)
        {
            throw new AlertDeliveryException($"{_options.Url.Host} did not answer within {_options.Timeout.TotalSeconds:0.#} s.", true, null, cause);
        }
        catch (HttpRequestException cause)
        {
            throw new AlertDeliveryException($"{_options.Url.Host} cannot be reached ({cause.HttpRequestError}).", true, null, cause);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private static byte[] Body(IReadOnlyList<Alert> alerts, bool mayBeRepeat)
    {
        var body = new ArrayBufferWriter<byte>();
        body.Write(mayBeRepeat ? "{\"may_be_repeat\":true,\"alerts\":["u8 : "{\"may_be_repeat\":false,\"alerts\":["u8);
        for (var i = 0; i < alerts.Count; i++)
        {
            if (i > 0)
                body.Write(","u8);
            body.Write(AlertJson.Serialize(alerts[i]));
        }

        body.Write("]}"u8);
        return body.WrittenSpan.ToArray();
    }

    private HttpRequestMessage Request(byte[] body)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, _options.Url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
        if (_options.Secret is { } secret)
        {
            var timestamp = _time.GetUtcNow().ToUnixTimeSeconds();
            request.Headers.Add(WebhookSignature.TimestampHeader, timestamp.ToString(CultureInfo.InvariantCulture));
            request.Headers.Add(WebhookSignature.SignatureHeader, WebhookSignature.Compute(secret, timestamp, body));
        }

        return request;
    }

    private AlertDeliveryException Refusal(HttpResponseMessage response)
    {
        var isTransient = response.StatusCode is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests || (int)response.StatusCode >= 500;
        TimeSpan? retryAfter = response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } when date > _time.GetUtcNow() => date - _time.GetUtcNow(),
            _ => null,
        };
        return new AlertDeliveryException($"{_options.Url.Host} answered {(int)response.StatusCode}.", isTransient, retryAfter);
    }
}
