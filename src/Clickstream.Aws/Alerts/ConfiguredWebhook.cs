using Clickstream.Aws.Configuration;
using Clickstream.Core.Alerts.Webhooks;

namespace Clickstream.Aws.Alerts;

/// <summary>The webhook that the settings name, the same for workers and functions.</summary>
public static class ConfiguredWebhook
{
    /// <summary>The channel; null if none is configured.</summary>
    /// <param name="settings">Name the address.</param>
    /// <param name="variable">The value of an environment variable; the secret is in one, and never in the settings.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="AwsSettingsException">It cannot be used; the message says why.</exception>
    public static WebhookAlertChannel? Create(AwsSettings settings, Func<string, string?> variable, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(variable);
        if (settings.Webhook is not { } address)
        {
            return null;
        }

        var options = new WebhookOptions { Url = address, Secret = variable(WebhookOptions.SecretVariable) is { Length: > 0 } secret ? secret : null };
        return options.Validate() is { Count: > 0 } problems
            ? throw new AwsSettingsException($"webhook: {string.Join(' ', problems)}")
            : new WebhookAlertChannel(options, time);
    }
}
