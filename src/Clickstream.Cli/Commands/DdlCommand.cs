using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Clickstream.Cli.Composition;
using Clickstream.Core.Catalog.Ddl;
using Clickstream.Core.Time;

namespace Clickstream.Cli.Commands;

/// <summary><c>clickstream ddl</c>: the statements that make the tables of the lake known to Athena and Redshift.</summary>
internal static class DdlCommand
{
    private static readonly DdlOptions Defaults = new();
    private static readonly Option<string> Engine = CreateEngine();
    private static readonly Option<string?> Lake = new("--lake") { Description = $"Where the lake is; else the bucket of the configuration, else the placeholder {Defaults.Lake}.", HelpName = "s3://BUCKET/PREFIX" };
    private static readonly Option<string?> Database = new("--database") { Description = $"The database of the Glue catalog; else that of the configuration, else {Defaults.Database}.", HelpName = "NAME" };
    private static readonly Option<string> Schema = new("--schema") { Description = "The external schema by which Redshift sees it.", HelpName = "NAME", DefaultValueFactory = _ => Defaults.ExternalSchema };
    private static readonly Option<string> HotSchema = new("--hot-schema") { Description = "The schema of Redshift's own tables.", HelpName = "NAME", DefaultValueFactory = _ => Defaults.HotSchema };
    private static readonly Option<string> Role = new("--role") { Description = "The IAM role with which Redshift reads.", HelpName = "ARN", DefaultValueFactory = _ => Defaults.Role };
    private static readonly Option<PartitionSource> Partitions = new("--partitions") { Description = "Where partitions come from: the Glue catalog, or a rule (Athena only; Redshift Spectrum does not know it).", DefaultValueFactory = _ => PartitionSource.Glue };
    private static readonly Option<string> Years = new("--years") { Description = "The years that the rule looks in; what is outside is not found.", HelpName = "FROM-TO", DefaultValueFactory = _ => $"{Defaults.FirstYear}-{Defaults.LastYear}" };
    private static readonly Option<bool> WithHours = new("--with-hours") { Description = "Also add a partition for each hour that the lake has; with Glue partitions." };
    private static readonly Option<string?> Hot = new("--hot") { Description = "With redshift: also load these hours with COPY, instead of what was loaded of them before.", HelpName = "YYYY/MM/DD/HH[-YYYY/MM/DD/HH]" };
    private static readonly Option<bool> Check = new("--check") { Description = "Print nothing; prove that every object of the lake is reached by a declared partition, and the other way round. Exit code 3 if not." };

    public static Command Create(CommandRunner runner)
    {
        var command = new Command(
            "ddl",
            "Print the statements that make the tables of the lake: raw and landing JSON and the curated Parquet, from the schema that the compactor writes. "
            + "What stands in capitals is a placeholder. Example: clickstream ddl --engine athena --lake s3://my-bucket");
        foreach (var option in new Option[] { Engine, Lake, Database, Schema, HotSchema, Role, Partitions, Years, WithHours, Hot, Check })
        {
            command.Options.Add(option);
        }

        return runner.Bind(command, RunAsync);
    }

    private static async Task<ExitCode> RunAsync(CommandContext context)
    {
        var engine = context.Get(Engine)!;
        var hot = context.Get(Hot) is { } text ? ParseHours(text) : ((Hour First, Hour Last)?)null;
        if (hot is not null && engine != "redshift")
        {
            throw new UsageException("--hot goes with --engine redshift: the other engines read the lake where it is.");
        }

        if (engine == "spectrum" && context.Get(Partitions) == PartitionSource.Projection)
        {
            throw new UsageException("Redshift Spectrum does not know partition projection; leave --partitions at Glue.");
        }

        // Nothing is opened that is not needed, so that the statements can be had without a lake.
        var needsLake = !context.IsLocal || hot is not null || context.Get(WithHours) || context.Get(Check);
        await using var backend = needsLake ? await context.OpenBackendAsync() : null;
        var options = Options(context, backend);
        if (options.Validate() is { Count: > 0 } problems)
        {
            throw new UsageException(string.Join(Environment.NewLine, problems));
        }

        if (context.Get(Check))
        {
            return await CheckAsync(context, backend!, options);
        }

        var statements = await StatementsAsync(engine, options, context, backend, hot);
        if (context.Json)
        {
            context.Terminal.WriteJson(new JsonObject { ["engine"] = engine, ["statements"] = new JsonArray([.. statements.Select(statement => (JsonNode)statement)]) });
        }
        else
        {
            context.Terminal.Output.WriteLine(string.Join("\n\n", statements.Select(statement => statement + ";")));
        }

        return ExitCode.Done;
    }

    private static async Task<IReadOnlyList<string>> StatementsAsync(
        string engine, DdlOptions options, CommandContext context, Backend? backend, (Hour First, Hour Last)? hot)
    {
        var hours = context.Get(WithHours) ? await LakeHours.ListAsync(backend!.Objects, context.Drain) : new Dictionary<string, IReadOnlyList<Hour>>();
        if (engine != "redshift")
        {
            return engine == "athena" ? ExternalDdl.AthenaStatements(options, hours) : ExternalDdl.SpectrumStatements(options, hours);
        }

        if (hot is not { } range)
        {
            return RedshiftDdl.Tables(options);
        }

        var files = await LakeHours.FilesAsync(backend!.Objects, range.First, range.Last, context.Drain);
        return [.. RedshiftDdl.Tables(options), .. files.SelectMany(table => RedshiftDdl.Load(options, table.Table, table.Files, range.First, range.Last))];
    }

    private static async Task<ExitCode> CheckAsync(CommandContext context, Backend backend, DdlOptions options)
    {
        var (objects, problems) = await new ReachCheck(backend.Objects, backend.Catalog, options).RunAsync(context.Drain);
        if (context.Json)
        {
            context.Terminal.WriteJson(new JsonObject
            {
                ["holds"] = problems.Count == 0,
                ["objects"] = objects,
                ["problems"] = new JsonArray([.. problems.Select(problem => new JsonObject { ["table"] = problem.Table, ["place"] = problem.Place, ["problem"] = problem.Problem })]),
            });
        }
        else
        {
            problems.ToList().ForEach(problem => context.Terminal.Output.WriteLine($"{problem.Table} {problem.Place}: {problem.Problem}."));
            context.Terminal.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{objects:N0} objects, {problems.Count} problems."));
        }

        return problems.Count == 0 ? ExitCode.Done : ExitCode.CheckFailed;
    }

    private static DdlOptions Options(CommandContext context, Backend? backend)
    {
        var years = context.Get(Years)!.Split('-');
        if (years.Length != 2 || !int.TryParse(years[0], CultureInfo.InvariantCulture, out var first) || !int.TryParse(years[1], CultureInfo.InvariantCulture, out var last))
        {
            throw new UsageException($"'{context.Get(Years)}' are no years; write FROM-TO, for instance {Defaults.FirstYear}-{Defaults.LastYear}.");
        }

        var lake = context.Get(Lake)?.TrimEnd('/');
        return new DdlOptions
        {
            Lake = lake ?? Defaults.Lake,
            Layers = lake is null ? backend?.Layers ?? Defaults.Layers : Defaults.Layers,
            Database = context.Get(Database) ?? backend?.Database ?? Defaults.Database,
            ExternalSchema = context.Get(Schema)!,
            HotSchema = context.Get(HotSchema)!,
            Role = context.Get(Role)!,
            Partitions = context.Get(Partitions),
            FirstYear = first,
            LastYear = last,
        };
    }

    private static (Hour First, Hour Last) ParseHours(string text)
    {
        var ends = text.Split('-');
        return ends.Length <= 2 && Hour.TryParse(ends[0], out var first) && Hour.TryParse(ends[^1], out var last) && first <= last
            ? (first, last)
            : throw new UsageException($"'{text}' are no hours; write YYYY/MM/DD/HH or YYYY/MM/DD/HH-YYYY/MM/DD/HH.");
    }

    private static Option<string> CreateEngine()
    {
        var option = new Option<string>("--engine")
        {
            Description = "Whose: 'athena' makes the tables of the Glue catalog; 'spectrum' makes the external schema and the same tables from Redshift; 'redshift' makes tables in Redshift itself.",
            DefaultValueFactory = _ => "athena",
        };
        option.AcceptOnlyFromAmong("athena", "spectrum", "redshift");
        return option;
    }
}
