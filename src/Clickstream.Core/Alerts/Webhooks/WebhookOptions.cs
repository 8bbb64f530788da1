namespace Clickstream.Core.Alerts.Webhooks;

/// <summary>Where and how a <see cref="WebhookAlertChannel"/> sends.</summary>
public sealed record WebhookOptions
{
    /// <summary>The environment variable that holds <see cref="Secret"/>, for commands, workers and functions.</summary>
    public const string SecretVariable = "CLICKSTREAM_WEBHOOK_SECRET";

    /// <summary>Where to post; http or https. It may hold a token, so only its host is ever logged.</summary>
    public required Uri Url { get; init; }

    /// <summary>The key of the signature; null sends without one. Never logged.</summary>
    public string? Secret { get; init; }

    /// <summary>How long one request may take; 10 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The name for logs, metrics and dead letters: letters, digits, '-' and '_'.</summary>
    public string Name { get; init; } = "webhook";

    /// <summary>What is wrong with the values, one sentence each; empty if nothing is.</summary>
    public IReadOnlyList<string> Validate()
    {
        var problems = new List<string>();
        if (!Url.IsAbsoluteUri || (Url.Scheme != Uri.UriSchemeHttp && Url.Scheme != Uri.UriSchemeHttps))
            problems.Add("The webhook's address is not an absolute http or https address.");
        if (Secret is { Length: < 16 })
            problems.Add("The webhook's secret is shorter than 16 characters, which is easy to guess.");
        if (Timeout <= TimeSpan.Zero || Timeout > TimeSpan.FromMinutes(1))
            problems.Add("The webhook's time-out is between 0 and 60 seconds.");
        if (Name.Length is 0 or > 64 || Name.Any(letter => !char.IsAsciiLetterOrDigit(letter) && letter is not ('-' or '_')))
            problems.Add("The webhook's name is 1 to 64 letters, digits, '-' and '_'.");
        return problems;
    }

    /// <summary>The options without what must not be shown.</summary>
    public override string ToString() => $"{Name}: {Url.Scheme}://{Url.Host}{(Secret is null ? ", not signed" : ", signed")}";
}
