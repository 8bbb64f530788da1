using System.Text.RegularExpressions;

namespace Clickstream.Local.KinesisApi.Operations;

/// <summary>The names that streams and consumers may have.</summary>
internal static partial class Names
{
    /// <summary>Checks a name.</summary>
    /// <exception cref="ApiFault">It is not possible.</exception>
    public static string Check(string member, string name) => IsValid(name)
        ? name
        : throw ApiFault.Constraint(member, name, "1 to 128 letters, digits, '_', '.' or '-'");

    /// <summary>Whether a name is possible.</summary>
    public static bool IsValid(string name) => Pattern().IsMatch(name);

    [GeneratedRegex(@"\A[a-zA-Z0-9_.-]{1,128}\z")]
    private static partial Regex Pattern();
}
