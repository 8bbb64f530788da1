using System.Globalization;
using System.Text.Json.Nodes;
using Clickstream.Producer.Streams;

namespace Clickstream.Cli.Commands;

/// <summary>What was put into the stream, for people and for programs.</summary>
internal static class PutText
{
    /// <summary>A sentence, so that the saving by aggregation is seen; null if nothing was put.</summary>
    public static string? Describe(PutTally tally) => tally.Records == 0 ? null : string.Create(
        CultureInfo.InvariantCulture,
        $"{tally.Inputs:N0} inputs in {tally.Records:N0} records: {tally.PayloadUnits:N0} PUT payload units on Kinesis instead of {tally.UnitsAlone:N0} "
        + $"({tally.Saving:0.#} times fewer).");

    public static JsonObject ToJson(PutTally tally) => new()
    {
        ["inputs"] = tally.Inputs,
        ["records"] = tally.Records,
        ["payload_units"] = tally.PayloadUnits,
        ["payload_units_alone"] = tally.UnitsAlone,
    };
}
