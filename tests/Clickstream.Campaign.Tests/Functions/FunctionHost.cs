using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Clickstream.Campaign.Tests.Functions;

/// <summary>
/// What Lambda does around a function: its Runtime API, and the process, started with the variables that Lambda sets and nothing else. Events wait until the
/// process asks for them; one that was killed leaves its event unanswered.
/// </summary>
internal sealed class FunctionHost : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly WebApplication _api;
    private readonly IReadOnlyDictionary<string, string> _variables;
    private readonly string _binary;
    private readonly Channel<(string Id, string Event, TimeSpan Timeout)> _events = Channel.CreateUnbounded<(string, string, TimeSpan)>();
    private readonly ConcurrentDictionary<string, TaskCompletionSource<FunctionAnswer>> _answers = new();
    private readonly TaskCompletionSource<FunctionAnswer> _initError = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly StringBuilder _log = new();
    private Process? _process;

    private FunctionHost(string binary, IReadOnlyDictionary<string, string> variables)
    {
        (_binary, _variables) = (binary, variables);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0);
            kestrel.Limits.MaxRequestBodySize = null;
        });
        _api = builder.Build();
        _api.MapGet("/2018-06-01/runtime/invocation/next", NextAsync);
        _api.MapPost("/2018-06-01/runtime/invocation/{id}/{outcome}", (string id, string outcome, HttpContext context) => EndAsync(id, outcome, context));
        _api.MapPost("/2018-06-01/runtime/init/error", async context => _initError.TrySetResult(await ErrorAsync(context)));
    }

    /// <summary>What the function logged.</summary>
    public string Log
    {
        get
        {
            lock (_log)
            {
                return _log.ToString();
            }
        }
    }

    /// <summary>Completes if the function says that it cannot start.</summary>
    public Task<FunctionAnswer> InitError => _initError.Task.WaitAsync(Patience);

    /// <summary>The most memory that the process has had, in bytes.</summary>
    public long PeakMemory
    {
        get
        {
            _process!.Refresh();
            return _process.PeakWorkingSet64;
        }
    }

    public static async Task<FunctionHost> StartAsync(IReadOnlyDictionary<string, string> variables)
    {
        var host = new FunctionHost(await FunctionBinary.PathAsync(), variables);
        await host._api.StartAsync();
        host.StartProcess();
        return host;
    }

    /// <summary>Has the function handle an event.</summary>
    /// <param name="json">The event.</param>
    /// <param name="requestId">Its id; a retry has the same.</param>
    /// <param name="timeout">The function's time-out.</param>
    public async Task<FunctionAnswer> InvokeAsync(string json, string? requestId = null, TimeSpan? timeout = null) =>
        await Begin(json, requestId, timeout).WaitAsync(Patience);

    /// <summary>Has the function handle an event, and does not wait for the answer, which never comes if the process is killed.</summary>
    public Task<FunctionAnswer> Begin(string json, string? requestId = null, TimeSpan? timeout = null)
    {
        requestId ??= Guid.NewGuid().ToString();
        var answer = _answers[requestId] = new TaskCompletionSource<FunctionAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        _events.Writer.TryWrite((requestId, json, timeout ?? TimeSpan.FromMinutes(1)));
        return answer.Task;
    }

    /// <summary>kill -9, and a new process in its place.</summary>
    public void KillAndStart()
    {
        Kill();
        StartProcess();
    }

    public async ValueTask DisposeAsync()
    {
        Kill();
        _process?.Dispose();
        await _api.DisposeAsync();
    }

    private void Kill()
    {
        if (_process is { HasExited: false })
        {
            _process.Kill();
            _process.WaitForExit();
        }
    }

    private void StartProcess()
    {
        var start = new ProcessStartInfo(_binary) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment.Clear();
        foreach (var (name, value) in _variables)
        {
            start.Environment[name] = value;
        }

        start.Environment["AWS_LAMBDA_RUNTIME_API"] = _api.Urls.Single()["http://".Length..];
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Append(line.Data);
        _process.ErrorDataReceived += (_, line) => Append(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    private async Task NextAsync(HttpContext context)
    {
        var (id, json, timeout) = await _events.Reader.ReadAsync(context.RequestAborted);
        context.Response.Headers["Lambda-Runtime-Aws-Request-Id"] = id;
        context.Response.Headers["Lambda-Runtime-Deadline-Ms"] = (TimeProvider.System.GetUtcNow() + timeout).ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        context.Response.Headers["Lambda-Runtime-Invoked-Function-Arn"] = "arn:aws:lambda:us-east-1:123456789012:function:alerts";
        await context.Response.WriteAsync(json);
    }

    private async Task EndAsync(string id, string outcome, HttpContext context)
    {
        var answer = outcome == "response"
            ? new FunctionAnswer((await JsonDocument.ParseAsync(context.Request.Body, default, context.RequestAborted)).RootElement.Clone(), null, null)
            : await ErrorAsync(context);
        _answers[id].TrySetResult(answer);
        context.Response.StatusCode = StatusCodes.Status202Accepted;
    }

    private static async Task<FunctionAnswer> ErrorAsync(HttpContext context)
    {
        var error = (await JsonDocument.ParseAsync(context.Request.Body, default, context.RequestAborted)).RootElement;
        Assert.Equal(context.Request.Headers["Lambda-Runtime-Function-Error-Type"].ToString(), error.GetProperty("errorType").GetString());
        return new FunctionAnswer(null, error.GetProperty("errorType").GetString(), error.GetProperty("errorMessage").GetString());
    }

    private void Append(string? line)
    {
        lock (_log)
        {
            _log.AppendLine(line);
        }
    }
}
