using Clickstream.Infra.Tests.Terraform;

namespace Clickstream.Infra.Tests.Roles;

/// <summary>Each role may do what docs/aws.md says, and no more.</summary>
public sealed class RoleTests
{
    [TerraformFact]
    public async Task Every_component_has_exactly_the_actions_of_the_document()
    {
        foreach (var stack in await AppliedStack.AllAsync())
        {
            var roles = StackRoles.Of(stack);
            var isUsed = Used(stack);
            foreach (var component in StackRoles.Components.GroupBy(pair => pair.Value, pair => pair.Key))
            {
                var has = StackRoles.Actions(component.SelectMany(role => roles[role]));
                Assert.Equal(DocumentedActions.Of(component.Key, isUsed).Order(), has.Order());
            }
        }
    }

    [TerraformFact]
    public async Task Every_role_of_a_service_has_exactly_the_actions_of_the_document()
    {
        var stack = await AppliedStack.WorkerAsync();
        var roles = StackRoles.Of(stack);
        Assert.Equal(DocumentedActions.OfServices.Keys.Concat(StackRoles.Components.Keys).Order(), roles.Keys.Order());
        Assert.All(DocumentedActions.OfServices, role => Assert.Equal(role.Value.Order(), StackRoles.Actions(roles[role.Key]).Order()));
    }

    [TerraformFact]
    public async Task No_action_is_a_wildcard_and_no_resource_is_everything_without_a_reason()
    {
        foreach (var stack in await AppliedStack.AllAsync())
        {
            foreach (var (role, statements) in StackRoles.Of(stack))
            {
                Assert.All(statements.SelectMany(statement => statement.Actions), action => Assert.DoesNotContain('*', action));
                Assert.All(
                    statements.Where(statement => statement.Resources.Any(resource => resource.Split(':') is not ["arn", _, _, _, _, _, ..] || resource.EndsWith(":*:*", StringComparison.Ordinal))),
                    statement => Assert.All(statement.Actions, action => Assert.Contains((role, action), DocumentedActions.OnEverything)));
            }

            Assert.Empty(stack.Of("aws_iam_role_policy_attachment"));
        }
    }

    [TerraformFact]
    public async Task A_role_can_be_assumed_by_its_service_for_this_account_or_by_whom_this_account_allows()
    {
        foreach (var stack in await AppliedStack.AllAsync())
        {
            Assert.All(stack.Of("aws_iam_role"), role =>
            {
                var statement = Assert.Single(Policy.Statements(role.Json("assume_role_policy")));
                var principal = statement.Json.GetProperty("Principal").ToString();
                Assert.DoesNotContain("\"*\"", principal, StringComparison.Ordinal);

                // Lambda sends no account when it assumes a role; its permission to be a function's role is iam:PassRole of whoever makes the function.
                var isOfThisAccount = principal.Contains(":root", StringComparison.Ordinal) || principal.Contains("lambda.amazonaws.com", StringComparison.Ordinal);
                Assert.True(isOfThisAccount || statement.HasCondition, role.Address);
            });
        }
    }

    [TerraformFact]
    public async Task A_compactor_may_ask_Athena_only_where_it_is_switched_on()
    {
        static async Task<bool> AsksAsync(Task<AppliedStack> stack) =>
            StackRoles.Actions(StackRoles.Of(await stack)["compactor"]).Any(action => action.StartsWith("athena:", StringComparison.Ordinal));
        Assert.Equal((false, true), (await AsksAsync(AppliedStack.ServerlessAsync()), await AsksAsync(AppliedStack.WorkerAsync())));
    }

    // Switches add permissions; without them the rows of the document that speak of them do not count.
    private static Func<string, string, bool> Used(AppliedStack stack)
    {
        var hasFanOut = stack.Of("aws_kinesis_stream_consumer").Count > 0;
        var hasFirehose = stack.Of("aws_kinesis_firehose_delivery_stream").Count > 0;
        var hasBus = stack.Of("aws_cloudwatch_event_bus").Count > 0;
        var unloads = StackRoles.Of(stack)["compactor"].Any(statement => statement.Actions.Contains("athena:StartQueryExecution"));
        return (action, when) =>
            !action.Contains("`sts:", StringComparison.Ordinal) // Asking who one is needs no permission; roles to assume are the caller's own.
            && (hasFanOut || !when.StartsWith("enhanced fan-out", StringComparison.Ordinal))
            && (hasFirehose || !action.Contains("`firehose:", StringComparison.Ordinal))
            && (unloads || !when.StartsWith("with --engine athena", StringComparison.Ordinal))
            && (hasBus || !action.Contains("`events:", StringComparison.Ordinal));
    }
}
