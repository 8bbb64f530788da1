using System.CommandLine;

namespace Clickstream.Cli.Commands;

/// <summary>The options that every command has.</summary>
internal static class CommonOptions
{
    /// <summary>Where the data is.</summary>
    public static Option<DirectoryInfo> Data { get; } = new("--data")
    {
        Description = "The data folder (stream, lake, alerts). It is made if it does not exist.",
        DefaultValueFactory = _ => new DirectoryInfo(".clickstream"),
        HelpName = "DIR",
        Recursive = true,
    };

    /// <summary>Print one JSON document on stdout.</summary>
    public static Option<bool> Json { get; } = new("--json")
    {
        Description = "Print one JSON document on stdout; everything else goes to stderr.",
        Recursive = true,
    };

    /// <summary>What the AWS account calls things.</summary>
    public static Option<FileInfo?> Config { get; } = new("--config")
    {
        Description = "With --backend aws: a JSON file with the names of stream, tables, buckets and topic; environment variables such as CLICKSTREAM_BUCKET win over it.",
        HelpName = "FILE",
        Recursive = true,
    };

    /// <summary>Which implementation of the ports.</summary>
    public static Option<string> Backend { get; } = CreateBackend();

    /// <summary>Adds them to the root.</summary>
    public static void AddTo(RootCommand root)
    {
        root.Options.Add(Data);
        root.Options.Add(Json);
        root.Options.Add(Backend);
        root.Options.Add(Config);
    }

    private static Option<string> CreateBackend()
    {
        var option = new Option<string>("--backend")
        {
            Description = "Where everything runs: 'local' is this machine, with no account; 'aws' is Kinesis, DynamoDB, S3 and what the configuration names.",
            DefaultValueFactory = _ => "local",
            Recursive = true,
        };
        option.AcceptOnlyFromAmong("local", "aws");
        return option;
    }
}
