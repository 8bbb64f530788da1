using System.Text;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace Clickstream.Stream.Live.SignIn;

/// <summary><c>/sign-in</c>, where the token is typed and becomes a cookie, so that it never is in an address; and <c>/sign-out</c>.</summary>
internal sealed class SignInPage(LiveOptions options, LiveAccess access)
{
    public const string Path = "/sign-in";
    public const string Style = "/sign-in.css";

    private const int MaxForm = 4 * 1024;
    private const string Wrong = "<p role=\"alert\">This is not the token of the live page.</p>";

    private readonly string _page = Encoding.UTF8.GetString(LiveAssets.Read("SignIn", "sign-in.html"));
    private readonly byte[] _style = LiveAssets.Read("SignIn", "sign-in.css");

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/sign-out", SignOutAsync);
        if (string.IsNullOrEmpty(options.Token))
        {
            return;
        }

        routes.MapGet(Path, context => ShowAsync(context, StatusCodes.Status200OK, string.Empty));
        routes.MapPost(Path, SignInAsync);
        routes.MapGet(Style, context =>
        {
            context.Response.ContentType = "text/css; charset=utf-8";
            return context.Response.Body.WriteAsync(_style, context.RequestAborted).AsTask();
        });
    }

    private async Task SignInAsync(HttpContext context)
    {
        context.Features.Get<IHttpMaxRequestBodySizeFeature>()!.MaxRequestBodySize = MaxForm;
        if (RequestOrigin.IsCrossSite(context.Request) || !context.Request.HasFormContentType)
        {
            await ShowAsync(context, StatusCodes.Status400BadRequest, Wrong);
            return;
        }

        try
        {
            var form = await context.Request.ReadFormAsync(new FormOptions { ValueLengthLimit = MaxForm, KeyLengthLimit = 64, ValueCountLimit = 4 }, context.RequestAborted);
            if (!access.IsToken(form["token"].ToString()))
            {
                await ShowAsync(context, StatusCodes.Status401Unauthorized, Wrong);
                return;
            }
        }
        catch (Exception fault) when (fault is InvalidDataException or BadHttpRequestException)
        {
            await ShowAsync(context, StatusCodes.Status400BadRequest, Wrong);
            return;
        }

        access.GiveCookie(context);
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = "/";
    }

    private async Task SignOutAsync(HttpContext context)
    {
        if (RequestOrigin.IsCrossSite(context.Request))
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }

        context.Response.Cookies.Delete(LiveAccess.Cookie);
        if (options.OpenId is not null)
        {
            await context.SignOutAsync();
        }

        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = options.OpenId is null && !string.IsNullOrEmpty(options.Token) ? Path : "/";
    }

    private Task ShowAsync(HttpContext context, int status, string message)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/html; charset=utf-8";
        return context.Response.WriteAsync(_page.Replace("<!--message-->", message, StringComparison.Ordinal), context.RequestAborted);
    }
}
