namespace Clickstream.Cli.Costs;

/// <summary>One line of an estimate.</summary>
/// <param name="Part">What is paid for.</param>
/// <param name="Quantity">How much of it, in words.</param>
/// <param name="Dollars">What it costs a month.</param>
internal sealed record CostLine(string Part, string Quantity, double Dollars);
