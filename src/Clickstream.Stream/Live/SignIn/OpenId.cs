using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace Clickstream.Stream.Live.SignIn;

/// <summary>
/// Sign-in with an OpenID provider by ASP.NET's own handlers. Keys are of this process and never stored, so a restart asks everybody to sign in again,
/// which a provider that still knows them does without a question.
/// </summary>
internal static class OpenId
{
    public const string SessionCookie = "clickstream_session";

    private static readonly TimeSpan SessionLength = TimeSpan.FromHours(12); // A working day; the provider decides again then.

    /// <summary>Adds the handlers.</summary>
    public static void AddTo(IServiceCollection services, OpenIdOptions options)
    {
        services.AddSingleton<IDataProtectionProvider, EphemeralDataProtectionProvider>();
        services
            .AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme)
            .AddCookie(cookie =>
            {
                cookie.Cookie.Name = SessionCookie;
                cookie.Cookie.HttpOnly = true;
                cookie.Cookie.SameSite = SameSiteMode.Lax;
                cookie.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest; // The scheme of a request is that of the public address.
                cookie.ExpireTimeSpan = SessionLength;
                cookie.SlidingExpiration = false;
            })
            .AddOpenIdConnect(openId => Configure(openId, options));
    }

    private static void Configure(OpenIdConnectOptions openId, OpenIdOptions options)
    {
        openId.Authority = options.Authority.ToString();
        openId.RequireHttpsMetadata = !options.Authority.IsLoopback;
        openId.ClientId = options.ClientId;
        openId.ClientSecret = options.ClientSecret;
        openId.ResponseType = OpenIdConnectResponseType.Code;
        openId.UsePkce = true;
        openId.ResponseMode = OpenIdConnectResponseMode.Query; // A form from another site would need cookies that every site may send.
        openId.GetClaimsFromUserInfoEndpoint = true;
        openId.MapInboundClaims = false;
        openId.SaveTokens = false; // Nothing is done in the person's name.
        openId.DisableTelemetry = true;
        openId.Scope.Add("email");
        openId.ClaimActions.MapJsonKey("email_verified", "email_verified");
        openId.TokenValidationParameters.NameClaimType = "name";
        foreach (var cookie in new[] { openId.NonceCookie, openId.CorrelationCookie })
        {
            cookie.SameSite = SameSiteMode.Lax;
            cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        }

        openId.Events.OnTicketReceived = ticket => LetInAsync(ticket, options);
        openId.Events.OnRemoteFailure = failure =>
        {
            failure.HandleResponse();
            return RefuseAsync(failure.HttpContext, StatusCodes.Status401Unauthorized, "The sign-in did not succeed. Open the page again to try once more.");
        };
    }

    private static Task LetInAsync(TicketReceivedContext ticket, OpenIdOptions options)
    {
        var person = ticket.Principal;
        var isVerified = person?.FindFirst("email_verified")?.Value is not ("false" or "False");
        if (options.Allows(person?.FindFirst("sub")?.Value, isVerified ? person?.FindFirst("email")?.Value : null))
        {
            return Task.CompletedTask;
        }

        ticket.HandleResponse();
        return RefuseAsync(ticket.HttpContext, StatusCodes.Status403Forbidden, "You are signed in, but may not see this page. Ask those who run it.");
    }

    private static Task RefuseAsync(HttpContext context, int status, string text)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(text + "\n", context.RequestAborted);
    }
}
