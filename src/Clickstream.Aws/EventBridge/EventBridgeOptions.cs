namespace Clickstream.Aws.EventBridge;

/// <summary>Where an <see cref="EventBridgeAlertChannel"/> puts events.</summary>
public sealed record EventBridgeOptions
{
    /// <summary>The bus, by name or ARN.</summary>
    public string EventBus { get; init; } = "default";

    /// <summary>What the events are about, as ARNs (the stream, for instance); rules can match them.</summary>
    public IReadOnlyList<string> Resources { get; init; } = [];

    /// <summary>The name for logs, metrics and dead letters: letters, digits, '-' and '_'.</summary>
    public string Name { get; init; } = "eventbridge";

    /// <summary>What is wrong with the values, one sentence each; empty if nothing is.</summary>
    public IReadOnlyList<string> Validate()
    {
        var problems = new List<string>();
        if (EventBus.Length == 0)
            problems.Add("The event bus has no name.");
        if (Name.Length is 0 or > 64 || Name.Any(letter => !char.IsAsciiLetterOrDigit(letter) && letter is not ('-' or '_')))
            problems.Add("The channel's name is 1 to 64 letters, digits, '-' and '_'.");
        return problems;
    }
}
