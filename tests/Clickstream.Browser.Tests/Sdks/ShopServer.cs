using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Clickstream.Browser.Tests.Sdks;

/// <summary>A shop whose pages use the libraries of others, and ours: another origin than the collector, as in life.</summary>
internal sealed class ShopServer : IAsyncDisposable
{
    private static readonly Dictionary<string, string> Libraries = new()
    {
        ["segment.js"] = "@segment/analytics-next/dist/umd/index.js",
        ["snowplow.js"] = "@snowplow/browser-tracker/dist/index.umd.min.js",
        ["snowplow-ecommerce.js"] = "@snowplow/browser-plugin-snowplow-ecommerce/dist/index.umd.min.js",
    };

    private readonly WebApplication _app;

    private ShopServer(WebApplication app) => _app = app;

    /// <summary>The address of its first page.</summary>
    public Uri Url => new(_app.Urls.Single());

    public static async Task<ShopServer> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        app.Run(AnswerAsync);
        await app.StartAsync();
        return new ShopServer(app);
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private static Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        var name = path[(path.LastIndexOf('/') + 1)..];
        if (path.StartsWith("/lib/", StringComparison.Ordinal) && Libraries.TryGetValue(name, out var library))
        {
            context.Response.ContentType = "text/javascript";
            return context.Response.SendFileAsync(Checkout.PathOf("tests", "Clickstream.Emulators", "node_modules", library));
        }

        if (path == "/favicon.ico")
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent; // Browsers ask for it, and log an error if there is none.
            return Task.CompletedTask;
        }

        // What a page calls itself while it is open has no file: /clickstream/cart is the page clickstream.
        var page = Checkout.PathOf("tests", "Clickstream.Browser.Tests", "Sdks", "pages", path.Split('/')[1] + ".html");
        context.Response.StatusCode = File.Exists(page) ? StatusCodes.Status200OK : StatusCodes.Status404NotFound;
        context.Response.ContentType = "text/html; charset=utf-8";
        return File.Exists(page) ? context.Response.SendFileAsync(page) : Task.CompletedTask;
    }
}
