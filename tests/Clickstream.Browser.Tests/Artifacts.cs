namespace Clickstream.Browser.Tests;

/// <summary>Where pictures go: <c>artifacts/</c> beside the solution, which git ignores.</summary>
internal static class Artifacts
{
    public static string Folder { get; } = Directory.CreateDirectory(Checkout.PathOf("artifacts")).FullName;
}
