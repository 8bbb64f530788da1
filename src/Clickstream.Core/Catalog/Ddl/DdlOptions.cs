namespace Clickstream.Core.Catalog.Ddl;

/// <summary>The names that stand in the statements. Those in capitals are placeholders, to be replaced before a statement is run.</summary>
public sealed record DdlOptions
{
    /// <summary>Where the lake is, as <c>s3://BUCKET</c> or <c>s3://BUCKET/PREFIX</c>.</summary>
    public string Lake { get; init; } = "s3://YOUR-BUCKET";

    /// <summary>Where layers (the first folder: raw, landing, quarantine, curated) are that are not in <see cref="Lake"/>.</summary>
    public IReadOnlyDictionary<string, string> Layers { get; init; } = new Dictionary<string, string>();

    /// <summary>The database of the Glue catalog, which Athena and Redshift Spectrum share.</summary>
    public string Database { get; init; } = "clickstream";

    /// <summary>The external schema by which Redshift sees that database.</summary>
    public string ExternalSchema { get; init; } = "clickstream";

    /// <summary>The schema of Redshift's own tables, for hot data.</summary>
    public string HotSchema { get; init; } = "clickstream_hot";

    /// <summary>The role with which Redshift reads the lake and the catalog.</summary>
    public string Role { get; init; } = "arn:aws:iam::YOUR-ACCOUNT:role/YOUR-REDSHIFT-ROLE";

    /// <summary>Where the partitions of hourly tables come from.</summary>
    public PartitionSource Partitions { get; init; } = PartitionSource.Glue;

    /// <summary>The first year that partition projection looks in.</summary>
    public int FirstYear { get; init; } = 2019;

    /// <summary>The last year that partition projection looks in.</summary>
    public int LastYear { get; init; } = 2035;

    /// <summary>What is wrong with the values, one sentence each; empty if nothing is.</summary>
    public IReadOnlyList<string> Validate()
    {
        var problems = new List<string>();
        problems.AddRange(Layers.Values.Append(Lake).Where(lake => !lake.StartsWith("s3://", StringComparison.Ordinal) || lake.EndsWith('/') || lake.Contains('\'')).Select(
            lake => $"'{lake}' is not where a lake is; write s3://BUCKET or s3://BUCKET/PREFIX, without a slash at the end."));

        if (FirstYear < 2000 || LastYear > 2099 || FirstYear > LastYear)
        {
            problems.Add($"The years {FirstYear}-{LastYear} are not a range within 2000-2099, in which event times are.");
        }

        if (Role.Contains('\'', StringComparison.Ordinal))
        {
            problems.Add($"'{Role}' is not the ARN of a role.");
        }

        problems.AddRange(new[] { Database, ExternalSchema, HotSchema }.Where(name => !IsName(name)).Select(
            name => $"'{name}' is not a name; use lower-case letters, digits and '_', and begin with a letter."));
        return problems;
    }

    /// <summary>Where an object or a folder is.</summary>
    public string LocationOf(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return $"{Layers.GetValueOrDefault(key.Split('/')[0], Lake)}/{key}";
    }

    private static bool IsName(string name) =>
        name.Length is > 0 and <= 127 && char.IsAsciiLetterLower(name[0]) && name.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '_');
}
