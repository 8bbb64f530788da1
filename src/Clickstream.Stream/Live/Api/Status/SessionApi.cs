using Microsoft.AspNetCore.Http;

namespace Clickstream.Stream.Live.Api.Status;

/// <summary>The answer of <c>/api/session</c>.</summary>
internal sealed record SessionDocument
{
    public required string Instance { get; init; }

    public required string SignIn { get; init; }

    public required string? Name { get; init; }

    public required string Csrf { get; init; }

    public required bool CanReplay { get; init; }

    public required bool HasCost { get; init; }

    public required DateTimeOffset Now { get; init; }
}

/// <summary><c>/api/session</c>: who is signed in, and what works here.</summary>
internal sealed class SessionApi(LiveOptions options, LiveView view, CsrfToken csrf, TimeProvider time)
{
    public Task HandleAsync(HttpContext context)
    {
        if (new ApiQuery(context.Request.Query).Problem is { } problem)
        {
            return ApiAnswer.WriteAsync(context, problem);
        }

        var document = new SessionDocument
        {
            Instance = view.Board.Instance,
            SignIn = options.SignIn,
            Name = context.User.Identity?.Name,
            Csrf = csrf.Value,
            CanReplay = view.Sources.Replay is not null,
            HasCost = view.Sources.Cost is not null,
            Now = time.GetUtcNow(),
        };
        return ApiAnswer.WriteAsync(context, document, ApiJson.Default.SessionDocument);
    }
}
