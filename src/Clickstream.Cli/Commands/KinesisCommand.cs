using System.CommandLine;
using System.Text.Json.Nodes;
using Clickstream.Local.Folder;
using Clickstream.Local.KinesisApi;
using Microsoft.Extensions.Logging;

namespace Clickstream.Cli.Commands;

/// <summary><c>clickstream kinesis</c>: the embedded stream behind the Kinesis API on loopback.</summary>
internal static class KinesisCommand
{
    private const int DefaultPort = 4567; // Where people expect a Kinesis of their own machine, since kinesalite.

    private static readonly Option<int> Port = new("--port")
    {
        Description = "The port on 127.0.0.1, for HTTP/1.1 and HTTP/2 alike; 0 takes a free one, which is printed.",
        DefaultValueFactory = _ => DefaultPort,
        HelpName = "P",
    };

    private static readonly Option<string> StreamName = new("--stream")
    {
        Description = "The name under which clients see the folder's own stream, the one that 'clickstream stream --data DIR' reads.",
        DefaultValueFactory = _ => KinesisApiOptions.DefaultStreamName,
        HelpName = "NAME",
    };

    private static readonly Option<int> Shards = new("--shards")
    {
        Description = "Shards of the folder's own stream if it does not exist yet.",
        DefaultValueFactory = _ => 4,
        HelpName = "N",
    };

    private static readonly Option<bool> Limits = new("--limits")
    {
        Description = "Throttle as AWS does: 1,000 records and 1 MiB a second into a shard, 5 reads and 2 MiB a second out of it, and so on. "
            + "Limits of size always hold.",
    };

    private static readonly Option<bool> AllowUnsigned = new("--allow-unsigned")
    {
        Description = "Take requests without a signature too. Signatures are never verified, so any credentials will do.",
    };

    public static Command Create(CommandRunner runner)
    {
        var command = new Command(
            "kinesis",
            "Serve the embedded stream behind the Kinesis Data Streams API on 127.0.0.1, for development only: any AWS SDK puts and reads as on AWS. "
            + "Set AWS_ENDPOINT_URL_KINESIS to the address that is printed, any credentials and any region, for instance: "
            + "'aws kinesis list-shards --stream-name clickstream'. What is put there, 'clickstream stream --data DIR' reads. "
            + "Further streams are made with CreateStream. Runs until Ctrl-C.");
        foreach (var option in new Option[] { Port, StreamName, Shards, Limits, AllowUnsigned })
        {
            command.Options.Add(option);
        }

        return runner.Bind(command, RunAsync);
    }

    private static async Task<ExitCode> RunAsync(CommandContext context)
    {
        var options = Read(context);
        using var logging = StreamCommand.CreateLogging(context, LogLevel.Warning);
        await using (var server = await KinesisApiServer.StartAsync(options, context.Terminal.Time, logging, context.Drain))
        {
            Announce(context, server.Address, options);
            var interrupted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await using (context.Drain.Register(interrupted.SetResult))
            {
                await interrupted.Task;
            }
        }

        return ExitCode.Done;
    }

    /// <summary>The first line on stdout is for programs; what a person needs is on stderr.</summary>
    private static void Announce(CommandContext context, Uri address, KinesisApiOptions options)
    {
        context.Terminal.Messages.WriteLine(
            $"""
            The Kinesis API of this machine, for development only: signatures are not verified, and nobody else can reach it.
            Stream '{options.StreamName}' is the one of '{options.Folder.Root}'. Limits of rate are {(options.EnforceLimits ? "on" : "off; turn them on with --limits")}.
              export AWS_ENDPOINT_URL_KINESIS={address.OriginalString.TrimEnd('/')}
              export AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local AWS_REGION={options.Region} AWS_DEFAULT_REGION={options.Region}
            Press Ctrl-C to stop.
            """);
        context.Terminal.Output.WriteLine(
            context.Json
                ? new JsonObject
                {
                    ["endpoint"] = address.OriginalString,
                    ["stream"] = options.StreamName,
                    ["region"] = options.Region,
                    ["limits"] = options.EnforceLimits,
                }.ToJsonString()
                : address.OriginalString);
    }

    private static KinesisApiOptions Read(CommandContext context)
    {
        const int maxPort = 65_535;
        var (port, shards) = (context.Get(Port), context.Get(Shards));
        var options = new KinesisApiOptions
        {
            Folder = LocalDataFolder.Open(context.Data.FullName),
            Port = port is >= 0 and <= maxPort ? port : throw new UsageException($"--port {port} is not a port; 0 to {maxPort} are possible."),
            StreamName = context.Get(StreamName)!,
            Shards = shards,
            EnforceLimits = context.Get(Limits),
            RequireSignature = !context.Get(AllowUnsigned),
        };
        return options.Problems() is { Count: > 0 } problems ? throw new UsageException(string.Join(Environment.NewLine, problems)) : options;
    }
}
