using System.Xml.Linq;

namespace Clickstream.Architecture.Tests;

/// <summary>Who may reference whom: everything may use Core; Producer, Stream and Compactor know ports only; Cli and Lambda wire.</summary>
public sealed class ArrowTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Clickstream.Core"] = [],
        ["Clickstream.Local"] = ["Clickstream.Core"],
        ["Clickstream.Aws"] = ["Clickstream.Core"],
        ["Clickstream.Producer"] = ["Clickstream.Core"],
        ["Clickstream.Stream"] = ["Clickstream.Core"],
        ["Clickstream.Compactor"] = ["Clickstream.Core"],
        ["Clickstream.Lambda"] = ["Clickstream.Core", "Clickstream.Aws"],
        ["Clickstream.Cli"] =
            ["Clickstream.Core", "Clickstream.Local", "Clickstream.Aws", "Clickstream.Producer", "Clickstream.Stream", "Clickstream.Compactor"],
    };

    public static TheoryData<string> Rooms => new(Directory.EnumerateDirectories(Checkout.PathOf("src")).Select(folder => Path.GetFileName(folder)!));

    [Theory]
    [MemberData(nameof(Rooms))]
    public void A_room_references_only_the_rooms_it_may(string room)
    {
        Assert.True(Allowed.ContainsKey(room), $"{room} is not a room of the design.");
        var references = Project(room).Descendants("ProjectReference").Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value));
        Assert.Subset(Allowed[room].ToHashSet(), references.ToHashSet());
    }

    [Fact]
    public void Core_uses_the_base_class_library_only() =>
        Assert.DoesNotContain(Project("Clickstream.Core").Descendants(), item => item.Name.LocalName is "PackageReference" or "FrameworkReference");

    [Theory]
    [MemberData(nameof(Rooms))]
    public void No_room_names_a_package_version_of_its_own(string room) =>
        Assert.DoesNotContain(Project(room).Descendants("PackageReference"), reference => reference.Attribute("Version") is not null);

    [Fact]
    public void Every_package_has_an_exact_version_and_a_reason()
    {
        var reasons = File.ReadAllText(Checkout.PathOf("docs", "dependencies.md"));
        foreach (var package in XDocument.Load(Checkout.PathOf("Directory.Packages.props")).Descendants("PackageVersion"))
        {
            var (name, version) = (package.Attribute("Include")!.Value, package.Attribute("Version")!.Value);
            Assert.Matches(@"^\[[0-9][0-9A-Za-z.\-]*\]$", version);
            Assert.Contains($"| {name} | {version.Trim('[', ']')} |", reasons, StringComparison.Ordinal);
        }
    }

    private static XDocument Project(string room) => XDocument.Load(Checkout.PathOf("src", room, $"{room}.csproj"));
}
