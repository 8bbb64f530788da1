namespace Clickstream.Core.Alerts.Rules;

/// <summary>What is wrong with a rules file, or worth to be known of it.</summary>
/// <param name="Line">The line, from 1.</param>
/// <param name="Message">What it is, and what to write instead.</param>
/// <param name="IsError">Whether the file cannot be used.</param>
public sealed record RuleProblem(int Line, string Message, bool IsError = true)
{
    /// <inheritdoc/>
    public override string ToString() => $"line {Line}: {Message}";
}
