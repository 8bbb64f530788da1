namespace Clickstream.Aws.Glue;

/// <summary>Where a <see cref="GlueCatalog"/> keeps tables, and where their files are.</summary>
public sealed record GlueOptions
{
    /// <summary>The database; lower case, digits and '_', since Athena knows no others without quotes.</summary>
    public string Database { get; init; } = "clickstream";

    /// <summary>Where the lake is: <c>s3://BUCKET</c> or <c>s3://BUCKET/PREFIX</c>.</summary>
    public required string Lake { get; init; }

    /// <summary>What is wrong with the values, one sentence each; empty if nothing is.</summary>
    public IReadOnlyList<string> Validate()
    {
        var problems = new List<string>();
        if (Database.Length is 0 or > 255 || Database.Any(letter => !char.IsAsciiLetterLower(letter) && !char.IsAsciiDigit(letter) && letter != '_'))
            problems.Add($"'{Database}' is not the name of a database: lower-case letters, digits and '_'.");
        if (!Lake.StartsWith("s3://", StringComparison.Ordinal) || Lake.Length < "s3://abc".Length || Lake.EndsWith('/'))
            problems.Add($"'{Lake}' is not where a lake is; expected s3://BUCKET or s3://BUCKET/PREFIX, without a slash at the end.");
        return problems;
    }
}
