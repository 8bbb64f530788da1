using System.CommandLine;

namespace Clickstream.Cli.Commands;

/// <summary>Every command, in the order of the help.</summary>
internal static class CommandList
{
    public static IEnumerable<Command> All(CommandRunner runner) =>
    [
        DemoCommand.Create(runner),
        GenerateCommand.Create(runner),
        ReplayCommand.Create(runner),
        CollectCommand.Create(runner),
        StreamCommand.Create(runner),
        CompactCommand.Create(runner),
        ReconcileCommand.Create(runner),
        QueryCommand.Create(runner),
        QualityCommand.Create(runner),
        QuarantineCommand.Create(runner),
        EraseCommand.Create(runner),
        DdlCommand.Create(runner),
        AlertsCommand.Create(runner),
        KinesisCommand.Create(runner),
        DoctorCommand.Create(runner),
        HealthCommand.Create(runner),
        CostCommand.Create(runner),
    ];
}
