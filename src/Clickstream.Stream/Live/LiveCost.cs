namespace Clickstream.Stream.Live;

/// <summary>What was measured of the traffic, from whole minutes.</summary>
/// <param name="Minutes">How many minutes.</param>
/// <param name="EventsPerSecond">Events a second, on average.</param>
/// <param name="PurchaseShare">Part of the events that are purchases.</param>
/// <param name="Peak">The busiest minute, in multiples of the average.</param>
public sealed record LiveRate(int Minutes, double EventsPerSecond, double PurchaseShare, double Peak);

/// <summary>A line of an estimate.</summary>
/// <param name="Part">What is paid for.</param>
/// <param name="Quantity">How much of it, in words.</param>
/// <param name="Usd">What it costs a month.</param>
public sealed record LiveCostLine(string Part, string Quantity, double Usd);

/// <summary>What a month costs at a measured rate.</summary>
/// <param name="Lines">The parts.</param>
/// <param name="Shards">Shards of the stream.</param>
/// <param name="Assumptions">What the estimate assumes besides the rate, a sentence each.</param>
/// <param name="Region">Region of the prices.</param>
/// <param name="Date">Their date.</param>
/// <param name="Source">Where they are from.</param>
public sealed record LiveCost(
    IReadOnlyList<LiveCostLine> Lines, long Shards, IReadOnlyList<string> Assumptions, string Region, string Date, string Source);
