using System.Security.Cryptography;
using System.Text;

namespace Clickstream.Compactor.Dimensions;

/// <summary>An hour, or a sum of what is below: a day, a month, a year.</summary>
/// <param name="Path">The path of the hour, or its beginning that all hours below have in common.</param>
/// <param name="Of">A fingerprint of the hours and their versions; of an hour, its version.</param>
/// <param name="Children">What is added up, in order of time; none of an hour.</param>
internal sealed record DimensionNode(string Path, string Of, IReadOnlyList<DimensionNode> Children);

/// <summary>
/// Decides which sums the dimensions are added up from: each year, month and day that is over is one, kept from version to version, and what is still
/// going on is added hour by hour. So a change of the present reads a few dozen parts, and a late event of a year ago as many more. Pure.
/// </summary>
internal static class DimensionPlan
{
    private const int Levels = 4; // Year, month, day, hour.

    /// <summary>What to add up, in order of time.</summary>
    /// <param name="versions">The version of each hour by its path, in ordinal order, which is that of time.</param>
    public static IReadOnlyList<DimensionNode> For(IReadOnlyList<KeyValuePair<string, string>> versions)
    {
        var pieces = new List<DimensionNode>();
        if (versions.Count > 0)
        {
            Cover(versions, 1, versions[^1].Key, pieces);
        }

        return pieces;
    }

    // The last piece of each level is open: it changes again soon, so a sum of it would be written in vain.
    private static void Cover(IEnumerable<KeyValuePair<string, string>> hours, int level, string last, List<DimensionNode> pieces)
    {
        foreach (var piece in hours.GroupBy(hour => Prefix(hour.Key, level)))
        {
            if (level < Levels && last.StartsWith(piece.Key, StringComparison.Ordinal))
            {
                Cover(piece, level + 1, last, pieces);
            }
            else
            {
                pieces.Add(Node([.. piece], level));
            }
        }
    }

    private static DimensionNode Node(IReadOnlyList<KeyValuePair<string, string>> hours, int level)
    {
        if (hours.Count == 1)
        {
            return new DimensionNode(hours[0].Key, hours[0].Value, []);
        }

        DimensionNode[] children = [.. hours.GroupBy(hour => Prefix(hour.Key, level + 1)).Select(piece => Node([.. piece], level + 1))];
        var text = string.Join('\n', children.Select(child => $"{child.Path} {child.Of}"));
        return children.Length == 1
            ? children[0]
            : new DimensionNode(Prefix(hours[0].Key, level), Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..32], children);
    }

    private static string Prefix(string path, int level) => string.Join('/', path.Split('/').Take(level));
}
