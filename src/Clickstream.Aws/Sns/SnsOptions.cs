namespace Clickstream.Aws.Sns;

/// <summary>Where a <see cref="SnsAlertChannel"/> publishes.</summary>
public sealed record SnsOptions
{
    /// <summary>The topic, for instance <c>arn:aws:sns:eu-central-1:123456789012:purchases</c>; one whose name ends in <c>.fifo</c> is a FIFO topic.</summary>
    public required string TopicArn { get; init; }

    /// <summary>The name for logs, metrics and dead letters: letters, digits, '-' and '_'.</summary>
    public string Name { get; init; } = "sns";

    /// <summary>Whether the topic is FIFO.</summary>
    public bool IsFifo => TopicArn.EndsWith(".fifo", StringComparison.Ordinal);

    /// <summary>What is wrong with the values, one sentence each; empty if nothing is.</summary>
    public IReadOnlyList<string> Validate()
    {
        var problems = new List<string>();
        if (TopicArn.Split(':') is not ["arn", { Length: > 0 }, "sns", { Length: > 0 }, { Length: > 0 }, { Length: > 0 }])
            problems.Add($"'{TopicArn}' is not the ARN of a topic; expected arn:aws:sns:REGION:ACCOUNT:NAME.");
        if (Name.Length is 0 or > 64 || Name.Any(letter => !char.IsAsciiLetterOrDigit(letter) && letter is not ('-' or '_')))
            problems.Add("The channel's name is 1 to 64 letters, digits, '-' and '_'.");
        return problems;
    }
}
