using Clickstream.Core.Alerts.Webhooks;
using Clickstream.Core.Enrichment;
using Clickstream.Producer.Generate;
using Clickstream.Stream.Live;

namespace Clickstream.Cli.Demo;

/// <summary>What the demo does.</summary>
/// <param name="Traffic">What to generate; not used with <paramref name="Raw"/>.</param>
/// <param name="Raw">Existing raw files instead; only read.</param>
/// <param name="Exit">End after the summary instead of staying with the live page.</param>
/// <param name="Live">How the live page is served.</param>
/// <param name="Webhook">Where alerts go besides the file; null for nowhere else.</param>
/// <param name="Enrichment">What is added to events.</param>
internal sealed record DemoOptions(GenerateOptions Traffic, DirectoryInfo? Raw, bool Exit, LiveOptions Live, WebhookAlertChannel? Webhook, EnrichmentOptions Enrichment);
