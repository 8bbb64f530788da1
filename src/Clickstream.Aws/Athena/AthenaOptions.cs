namespace Clickstream.Aws.Athena;

/// <summary>How Athena is asked.</summary>
public sealed record AthenaOptions
{
    /// <summary>The workgroup; its limits (bytes scanned, encryption, place of results) apply.</summary>
    public string WorkGroup { get; init; } = "primary";

    /// <summary>The database in Glue.</summary>
    public string Database { get; init; } = "clickstream";

    /// <summary>Where Athena writes results, as <c>s3://BUCKET/PREFIX/</c>; null if the workgroup says.</summary>
    public string? OutputLocation { get; init; }

    /// <summary>How long a query may take before it is stopped; 30 minutes, which is what Athena itself allows by default.</summary>
    public TimeSpan Limit { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>What is wrong with the values, one sentence each; empty if nothing is.</summary>
    public IReadOnlyList<string> Validate()
    {
        var problems = new List<string>();
        if (WorkGroup.Length == 0)
            problems.Add("The workgroup has no name.");
        if (Database.Length == 0)
            problems.Add("The database has no name.");
        if (OutputLocation is not null && !OutputLocation.StartsWith("s3://", StringComparison.Ordinal))
            problems.Add($"'{OutputLocation}' is no place for results; expected s3://BUCKET/PREFIX/.");
        if (Limit <= TimeSpan.Zero || Limit > TimeSpan.FromDays(1))
            problems.Add("The limit of a query is between 0 and 24 hours.");
        return problems;
    }
}
