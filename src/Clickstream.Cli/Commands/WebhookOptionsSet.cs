using System.CommandLine;
using Clickstream.Core.Alerts.Webhooks;

namespace Clickstream.Cli.Commands;

/// <summary>The options of the alert webhook; shared by <c>stream</c> and <c>demo</c>.</summary>
internal sealed class WebhookOptionsSet
{
    private readonly Option<string?> _webhook = new("--webhook")
    {
        Description = $"Also post alerts to this address, signed with the key in the environment variable {WebhookOptions.SecretVariable} (HMAC-SHA256).",
        HelpName = "URL",
    };

    public void AddTo(Command command) => command.Options.Add(_webhook);

    /// <summary>The channel; null if none was asked for.</summary>
    /// <exception cref="UsageException">It is not valid.</exception>
    public WebhookAlertChannel? Create(CommandContext context, TimeProvider time)
    {
        if (context.Get(_webhook) is not { } text)
        {
            return null;
        }

        if (!Uri.TryCreate(text, UriKind.Absolute, out var url))
        {
            throw new UsageException($"'{text}' is not an absolute http or https address.");
        }

        var options = new WebhookOptions { Url = url, Secret = Environment.GetEnvironmentVariable(WebhookOptions.SecretVariable) };
        return options.Validate() is { Count: > 0 } problems
            ? throw new UsageException(string.Join(' ', problems))
            : new WebhookAlertChannel(options, time);
    }
}
