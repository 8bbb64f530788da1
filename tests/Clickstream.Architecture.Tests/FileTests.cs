namespace Clickstream.Architecture.Tests;

public sealed class FileTests
{
    private const int MaxLines = 400; // A file is one concept; beyond this it is several.

    [Fact]
    public void No_source_file_is_longer_than_one_concept() =>
        Assert.DoesNotContain(Repository.SourceFiles(), file => File.ReadLines(Checkout.PathOf(file)).Count() > MaxLines);

    [Fact]
    public void Every_test_project_mirrors_a_room_or_says_what_it_is()
    {
        var rooms = Directory.EnumerateDirectories(Checkout.PathOf("src")).Select(folder => Path.GetFileName(folder) + ".Tests");
        string[] others =
        [
            "Clickstream.Architecture.Tests", // the arrows between the rooms
            "Clickstream.Browser.Tests", // the live page in a real browser
            "Clickstream.Campaign.Tests", // kill -9 of the whole system
            "Clickstream.Contracts", // one suite per port, run by each implementation's tests
            "Clickstream.Emulators", // servers and clients that we did not write
            "Clickstream.Infra.Tests", // infra/, applied to an emulated account
            "Clickstream.Local.TestHost", // a process that the tests of Local kill
        ];
        var projects = Directory.EnumerateFiles(Checkout.PathOf("tests"), "*.csproj", SearchOption.AllDirectories).Select(Path.GetFileNameWithoutExtension);
        Assert.Subset(rooms.Concat(others).ToHashSet(), projects.ToHashSet()!);
    }
}
