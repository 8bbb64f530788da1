using System.Globalization;
using Clickstream.Local.Folder;
using Clickstream.Local.TestHost;

// clickstream-testhost ROLE FOLDER ARGUMENTS…; each role prints a line for what it has done, and lives until it is killed or done.
var folder = LocalDataFolder.Open(args[1]);
var number = int.Parse(args[3], CultureInfo.InvariantCulture);
using var parentIsGone = new CancellationTokenSource();
var watch = Task.Run(async () =>
{
    await Console.In.ReadToEndAsync();
    await parentIsGone.CancelAsync(); // No process is left behind when the test run is killed.
});
try
{
    await (args[0] switch
    {
        "append" => Roles.AppendAsync(folder, args[2], number, parentIsGone.Token),
        "count" => Roles.CountAsync(folder, args[2], number, parentIsGone.Token),
        "claim" => Roles.ClaimAsync(folder, args[2], number, parentIsGone.Token),
        "alert" => Roles.AlertAsync(folder, args[2], number, parentIsGone.Token),
        _ => throw new ArgumentException($"'{args[0]}' is not a role."),
    });
    return 0;
}
catch (OperationCanceledException)
{
    return 1;
}
