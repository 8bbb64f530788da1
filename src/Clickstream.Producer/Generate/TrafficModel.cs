using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Clickstream.Core.Objects;

namespace Clickstream.Producer.Generate;

/// <summary>The lanes of some traffic, and how it is recognised again.</summary>
internal static class TrafficModel
{
    public static TrafficLane[] CreateLanes(GenerateOptions options)
    {
        var catalogue = new Catalogue(options.Seed, options.Products);
        var people = new People(options.Seed, options.EffectiveVisitors, options.Start);
        return Enumerable.Range(0, options.Lanes).Select(lane => new TrafficLane(options, catalogue, people, lane)).ToArray();
    }

    /// <summary>Name of a lane's part; the seed in it keeps the traffic of several seeds apart in one folder.</summary>
    public static string PartName(GenerateOptions options, int lane) =>
        string.Create(CultureInfo.InvariantCulture, $"seed-{options.Seed}-part-{lane:D4}");

    /// <summary>Names the traffic: the same options give the same id.</summary>
    public static string ProducerId(GenerateOptions options)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(options, OracleJson.Default.GenerateOptions);
        var hash = Base64Url.EncodeToString(SHA256.HashData(json).AsSpan(0, 6));
        return string.Create(CultureInfo.InvariantCulture, $"generate-{options.Seed}-{hash}");
    }

    /// <summary>The oracle of the same traffic, if it was made before.</summary>
    /// <exception cref="OtherTrafficException">It is of the same seed with other options.</exception>
    public static async Task<Oracle?> FindOracleAsync(GenerateOptions options, IObjectStore store, CancellationToken cancellationToken)
    {
        var known = await Oracle.LoadAsync(store, options.Seed, cancellationToken).ConfigureAwait(false);
        if (known is not null && ProducerId(known.Options) != ProducerId(options))
        {
            throw new OtherTrafficException(
                $"{Oracle.KeyOf(options.Seed)} belongs to traffic of seed {options.Seed} with other options "
                + $"({known.Options.Events} events, {known.Options.Hours} hours). "
                + "Use the same options, another seed, or another data folder.");
        }

        return known;
    }
}
