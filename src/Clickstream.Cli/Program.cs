using Clickstream.Cli.Commands;
using Clickstream.Cli.Terminal;

namespace Clickstream.Cli;

internal static class Program
{
    public static async Task<int> Main(string[] args)
    {
        using var interruption = Interruption.OnSignals(Console.Error);
        var terminal = new CommandTerminal(Console.Out, Console.Error, isInteractive: !Console.IsErrorRedirected, TimeProvider.System);
        return (int)await ClickstreamCommand.RunAsync(args, terminal, interruption);
    }
}
