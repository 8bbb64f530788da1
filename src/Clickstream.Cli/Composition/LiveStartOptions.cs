using Clickstream.Core.Alerts.Rules;
using Clickstream.Core.Alerts.Webhooks;
using Clickstream.Stream.Live;

namespace Clickstream.Cli.Composition;

/// <summary>What the workers behind a live page do besides counting.</summary>
/// <param name="Live">How the page is served.</param>
/// <param name="Webhook">Where alerts go besides the backend's channels; null for nowhere else.</param>
/// <param name="Rules">The rules of alerts.</param>
internal sealed record LiveStartOptions(LiveOptions Live, WebhookAlertChannel? Webhook, AlertRules Rules);
