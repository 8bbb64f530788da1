using Clickstream.Core.Enrichment.Geo;

namespace Clickstream.Cli.Composition;

/// <summary>Reads a file of MaxMind into memory, once, so that nothing that happens to it afterwards matters.</summary>
internal static class GeoFiles
{
    /// <summary>Reads it.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="problem">What is wrong, as a sentence; empty if nothing is.</param>
    /// <returns>Null if it cannot be used.</returns>
    public static GeoDatabase? TryRead(string path, out string problem)
    {
        try
        {
            var file = new FileInfo(path);
            if (file.Exists && file.Length > GeoDatabase.MaxBytes)
            {
                problem = $"{path} is larger than {GeoDatabase.MaxBytes >> 30} GiB.";
                return null;
            }

            var database = GeoDatabase.TryOpen(File.ReadAllBytes(path), out var clause);
            problem = clause.Length == 0 ? string.Empty : $"{path} cannot be used: {clause}. Give the .mmdb file of a country or city database.";
            return database;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            problem = $"{path} cannot be read: {fault.Message}";
            return null;
        }
    }

    /// <summary>What <c>doctor</c> tries.</summary>
    public static HealthCheck Check(string path) => new("geo file", _ =>
    {
        var database = TryRead(path, out var problem) ?? throw new Commands.CommandException(problem);
        return Task.FromResult($"{database.Kind} of {database.Built:yyyy-MM-dd}, IPv4{(database.IsIpv6 ? " and IPv6" : "")}");
    });
}
