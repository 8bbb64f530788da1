using Clickstream.Core.Streams;

namespace Clickstream.Producer.Streams;

/// <summary>What a producer has put, and what it would be billed for on a Kinesis stream of provisioned shards.</summary>
/// <param name="Inputs">Inputs that are durable; each would be a record without aggregation.</param>
/// <param name="Records">Records that hold them.</param>
/// <param name="PayloadUnits">PUT payload units of those records: each in steps of 25 KB.</param>
/// <param name="UnitsAlone">PUT payload units if each input were a record of its own.</param>
public readonly record struct PutTally(long Inputs, long Records, long PayloadUnits, long UnitsAlone)
{
    /// <summary>How many times fewer units aggregation takes; 0 while nothing was put.</summary>
    public double Saving => PayloadUnits == 0 ? 0 : (double)UnitsAlone / PayloadUnits;

    /// <summary>The tally with one more record.</summary>
    /// <param name="inputs">Inputs in the record.</param>
    /// <param name="inputBytes">Bytes of those inputs.</param>
    /// <param name="recordBytes">Bytes of the record.</param>
    internal PutTally With(int inputs, long inputBytes, int recordBytes) => new(
        Inputs + inputs,
        Records + 1,
        PayloadUnits + PutLimits.PayloadUnitsOf(recordBytes),
        // A unit each, and more only where inputs are larger than a unit; exact for inputs of one size.
        UnitsAlone + (inputs * PutLimits.PayloadUnitsOf((int)(inputBytes / Math.Max(inputs, 1)))));
}
