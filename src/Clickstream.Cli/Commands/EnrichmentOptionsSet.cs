using System.CommandLine;
using Clickstream.Cli.Composition;
using Clickstream.Core.Enrichment;
using Clickstream.Core.Enrichment.Geo;

namespace Clickstream.Cli.Commands;

/// <summary>What is added to events, and which query parameters are not stored.</summary>
internal sealed class EnrichmentOptionsSet
{
    private const string KeyVariable = "CLICKSTREAM_URL_KEY";

    private readonly Option<string?> _enrich = new("--enrich")
    {
        Description = "Add to events what they do not say: device (type, system and browser from the user agent), bot, campaign (utm parameters), referrer (its class), "
            + "or all; with commas. Give the same to every worker. See docs/enrichment.md.",
        HelpName = "LIST",
    };

    private readonly Option<string?> _geo = new("--geo")
    {
        Description = "Add country and region by IP address, from a .mmdb file of MaxMind or in its format, before --ip cuts the address.",
        HelpName = "FILE",
    };

    private readonly Option<string?> _parameters = new("--url-params")
    {
        Description = $"Query parameters that are not stored: NAME leaves it out, NAME:hash hashes its value with the key in {KeyVariable}, * is all that have no NAME:keep.",
        HelpName = "LIST",
    };

    public void AddTo(Command command)
    {
        command.Options.Add(_enrich);
        command.Options.Add(_geo);
        command.Options.Add(_parameters);
    }

    /// <summary>Adds the option of the geo file alone, for a command that looks at it.</summary>
    public void AddGeoTo(Command command) => command.Options.Add(_geo);

    /// <summary>Whether the command line asks for anything.</summary>
    public bool IsGiven(CommandContext context) => context.Get(_enrich) is not null || context.Get(_geo) is not null || context.Get(_parameters) is not null;

    /// <summary>The geo file that was asked for; null for none.</summary>
    public string? GeoFile(CommandContext context, Backend backend) => context.Get(_geo) ?? backend.Enrichment.GeoFile;

    /// <summary>What was asked for, or what the backend's configuration says.</summary>
    /// <exception cref="UsageException">A list cannot be read. A geo file that cannot be used is told, and events pass without a place.</exception>
    public EnrichmentOptions Read(CommandContext context, Backend backend)
    {
        var texts = Texts(context, backend);
        var options = EnrichmentText.ReadSwitches(texts.Switches, out var problem);
        var parameters = EnrichmentText.ReadParameters(texts.Parameters, Environment.GetEnvironmentVariable(KeyVariable), out var second);
        string[] problems = [.. new[] { problem, second.Replace("needs a key", $"needs a key in {KeyVariable},", StringComparison.Ordinal) }.Where(text => text.Length > 0)];
        return problems.Length > 0
            ? throw new UsageException(string.Join(Environment.NewLine, problems))
            : options with { Geo = texts.GeoFile is { } file ? Geo(context, file) : null, Parameters = parameters };
    }

    private EnrichmentTexts Texts(CommandContext context, Backend backend)
    {
        var configured = backend.Enrichment;
        return new EnrichmentTexts(
            context.Get(_enrich) ?? configured.Switches, GeoFile(context, backend), context.Get(_parameters) ?? configured.Parameters);
    }

    private static GeoSource Geo(CommandContext context, string file)
    {
        const string Consequence = "Events pass without country and region; clickstream.enrichment.failures counts them.";
        var database = GeoFiles.TryRead(file, out var problem);
        if (database is null)
        {
            context.Terminal.Messages.WriteLine($"Warning: {problem} {Consequence}");
        }

        return new GeoSource(database, () => context.Terminal.Messages.WriteLine($"Warning: {file} is damaged. {Consequence}"));
    }
}
