using System.Globalization;
using Clickstream.Core.Sql;

namespace Clickstream.Compactor.Unload;

/// <summary>What the engine counted in the micro-batches of an hour, from the answer to <see cref="UnloadSql.Count"/>.</summary>
/// <param name="Inputs">Inputs, each position once.</param>
/// <param name="Revenue">Revenue of the purchases among them, by currency.</param>
/// <param name="Clicks">Distinct click ids.</param>
/// <param name="Fingerprints">The sum of the fingerprints of these.</param>
/// <param name="Strangers">Inputs of other hours.</param>
/// <param name="Finer">Inputs with a time that is no whole millisecond.</param>
/// <param name="Damaged">Inputs without what an event must have.</param>
internal sealed record LandedSums(
    long Inputs, SortedDictionary<string, decimal> Revenue, long Clicks, long Fingerprints, long Strangers, long Finer, long Damaged)
{
    /// <exception cref="InvalidDataException">It is no such answer.</exception>
    public static LandedSums From(QueryResult answer)
    {
        string[] names = ["currency", "inputs", "revenue", "clicks", "fingerprints", "strangers", "finer", "damaged"];
        if (!answer.Columns.SequenceEqual(names))
        {
            throw new InvalidDataException($"The engine answered with the columns {string.Join(", ", answer.Columns)}; expected {string.Join(", ", names)}.");
        }

        var revenue = new SortedDictionary<string, decimal>(StringComparer.Ordinal);
        foreach (var row in answer.Rows.Where(row => row[0] is not null))
        {
            revenue.Add((string)row[0]!, Convert.ToDecimal(row[2], CultureInfo.InvariantCulture));
        }

        long Sum(string name) => answer.Rows.Sum(row => Convert.ToInt64(row[Array.IndexOf(names, name)], CultureInfo.InvariantCulture));
        return new LandedSums(Sum("inputs"), revenue, Sum("clicks"), Sum("fingerprints"), Sum("strangers"), Sum("finer"), Sum("damaged"));
    }

    /// <summary>Looks whether the engine can make the version.</summary>
    /// <exception cref="InvalidDataException">The micro-batches hold what does not belong there, or what the engine cannot write.</exception>
    public void Check(string hour)
    {
        if (Damaged > 0)
        {
            throw new InvalidDataException($"The micro-batches of {hour} hold {Damaged} lines that are not valid events. Compact the hour with --engine local, which names them.");
        }

        if (Strangers > 0)
        {
            throw new InvalidDataException($"The micro-batches of {hour} hold {Strangers} events of other hours; they are filed by the hour of the event. Compact the hour with --engine local, which names the micro-batch.");
        }

        if (Finer > 0)
        {
            throw new InvalidDataException($"{Finer} events of {hour} have times that are no whole milliseconds, which Athena would cut. Compact the hour with --engine local.");
        }
    }
}
