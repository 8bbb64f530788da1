using Clickstream.Aws.Configuration;
using Clickstream.Core.Alerts.Rules;
using Clickstream.Core.Objects;

namespace Clickstream.Aws.Alerts;

/// <summary>The rules that the settings name, read from the lake: the same for every worker and function of an account.</summary>
public static class StoredRules
{
    /// <summary>Reads the rules.</summary>
    /// <exception cref="AwsSettingsException">The file is not there, or has errors; the message names all of them.</exception>
    /// <exception cref="ObjectStoreException">It cannot be read now.</exception>
    public static async Task<AlertRules> ReadAsync(IObjectStore objects, AwsSettings settings, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(objects);
        ArgumentNullException.ThrowIfNull(settings);
        var rules = AlertRules.Default;
        if (settings.Rules is { } key)
        {
            if (!ObjectKey.IsValid(key) || await objects.GetAsync(new ObjectKey(key), cancellationToken).ConfigureAwait(false) is not { } stored)
            {
                throw new AwsSettingsException($"rules: there is no object '{key}' in the bucket of the lake. Put the rules file there, or name no rules.");
            }

            rules = RulesReader.Read(stored.Content.Span, out var problems)
                ?? throw new AwsSettingsException($"rules: {key} cannot be used." + string.Concat(problems.Where(problem => problem.IsError).Select(problem => $"{Environment.NewLine}{problem}")));
        }

        return settings.AlertReplays ? rules with { MaxAge = null } : rules;
    }
}
