using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace Clickstream.Lambda.Runtime;

/// <summary>
/// The Runtime API of Lambda, by which a custom runtime gets events and answers them. Source: AWS Lambda developer guide, "Using the Lambda runtime API
/// for custom runtimes", version 2018-06-01.
/// </summary>
internal sealed class RuntimeApi : IDisposable
{
    private const string RequestIdHeader = "Lambda-Runtime-Aws-Request-Id";
    private const string DeadlineHeader = "Lambda-Runtime-Deadline-Ms";
    private const string ErrorTypeHeader = "Lambda-Runtime-Function-Error-Type";

    private readonly HttpClient _http;

    /// <summary>Talks to an address, as <c>AWS_LAMBDA_RUNTIME_API</c> names it: <c>host:port</c>.</summary>
    public RuntimeApi(string address) => _http = new HttpClient(new SocketsHttpHandler { UseProxy = false })
    {
        BaseAddress = new Uri($"http://{address}/2018-06-01/runtime/"),
        Timeout = Timeout.InfiniteTimeSpan, // A function waits for its next event as long as it takes; Lambda freezes it meanwhile.
    };

    /// <summary>Waits for the next event.</summary>
    /// <exception cref="HttpRequestException">The API is gone, so Lambda ends this process.</exception>
    public async Task<Invocation> NextAsync(CancellationToken cancellationToken)
    {
        using var response = await _http.GetAsync(new Uri("invocation/next", UriKind.Relative), cancellationToken).ConfigureAwait(false);
        response.EnsureSuccessStatusCode();
        var deadline = long.Parse(Header(response, DeadlineHeader), NumberStyles.None, CultureInfo.InvariantCulture);
        var body = await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
        return new Invocation(Header(response, RequestIdHeader), DateTimeOffset.FromUnixTimeMilliseconds(deadline), body);
    }

    /// <summary>Answers an event.</summary>
    public Task RespondAsync(string requestId, byte[] response, CancellationToken cancellationToken) =>
        PostAsync($"invocation/{requestId}/response", response, null, cancellationToken);

    /// <summary>Says that an event could not be handled.</summary>
    public Task FailAsync(string requestId, string kind, string message, CancellationToken cancellationToken) =>
        PostAsync($"invocation/{requestId}/error", Error(kind, message), kind, cancellationToken);

    /// <summary>Says that the function cannot start.</summary>
    public Task FailInitAsync(string kind, string message, CancellationToken cancellationToken) =>
        PostAsync("init/error", Error(kind, message), kind, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private static string Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? values.First() : throw new HttpRequestException($"The Runtime API sent no {name}.");

    private static byte[] Error(string kind, string message) =>
        System.Text.Encoding.UTF8.GetBytes(new JsonObject { ["errorType"] = kind, ["errorMessage"] = message }.ToJsonString());

    private async Task PostAsync(string path, byte[] body, string? errorType, CancellationToken cancellationToken)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
        if (errorType is not null)
        {
            request.Headers.Add(ErrorTypeHeader, errorType);
        }

        using var response = await _http.SendAsync(request, cancellationToken).ConfigureAwait(false);
        response.EnsureSuccessStatusCode();
    }
}
