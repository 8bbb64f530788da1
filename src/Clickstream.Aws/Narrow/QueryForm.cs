using System.Globalization;
using System.Text;

namespace Clickstream.Aws.Narrow;

/// <summary>The body of a call in the Query protocol; list members are named <c>List.member.N.Member</c>, from 1.</summary>
internal sealed class QueryForm
{
    private readonly StringBuilder _text = new();

    /// <summary>Adds a parameter.</summary>
    public QueryForm Add(string name, string value)
    {
        _text.Append('&').Append(Uri.EscapeDataString(name)).Append('=').Append(Uri.EscapeDataString(value));
        return this;
    }

    /// <summary>The name of a list's member.</summary>
    public static string Member(string list, int index) => string.Create(CultureInfo.InvariantCulture, $"{list}.member.{index + 1}");

    /// <summary>The form for an operation.</summary>
    public byte[] ToBytes(string operation, string version) => Encoding.UTF8.GetBytes($"Action={operation}&Version={version}{_text}");
}
