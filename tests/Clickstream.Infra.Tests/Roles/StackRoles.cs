using Clickstream.Infra.Tests.Terraform;

namespace Clickstream.Infra.Tests.Roles;

/// <summary>What each role of an applied stack may do.</summary>
internal static class StackRoles
{
    /// <summary>The components, by the name that their role ends with, and the letter that docs/aws.md has for them.</summary>
    public static IReadOnlyDictionary<string, char> Components { get; } = new Dictionary<string, char>
    {
        ["producer"] = 'P',
        ["worker"] = 'W',
        ["compactor"] = 'C',
        ["query"] = 'Q',
        ["erase"] = 'E',
        ["object-alerts"] = 'L',
        ["stream-alerts"] = 'L',
    };

    /// <summary>The statements of all policies of each role, by the part of its name that is its own.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<PolicyStatement>> Of(AppliedStack stack)
    {
        var prefix = stack.At("module.stream.aws_kinesis_stream.this").Text("name") + "-";
        return stack.Of("aws_iam_role").ToDictionary(
            role => role.Text("name")[prefix.Length..],
            role => (IReadOnlyList<PolicyStatement>)[.. stack.Of("aws_iam_role_policy")
                .Where(policy => policy.Text("role") == role.Text("id"))
                .SelectMany(policy => Policy.Statements(policy.Json("policy")))]);
    }

    /// <summary>The actions of statements.</summary>
    public static HashSet<string> Actions(IEnumerable<PolicyStatement> statements) => [.. statements.SelectMany(statement => statement.Actions)];
}
