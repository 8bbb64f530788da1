using System.Xml.Linq;
using Clickstream.Aws.Configuration;
using Clickstream.Aws.Narrow;

namespace Clickstream.Aws.Sns;

/// <summary>The operations of SNS that we call; members are named as in the API. Source: SNS API reference, PublishBatch and GetTopicAttributes.</summary>
internal sealed class SnsClient(AwsEnvironment environment) : IDisposable
{
    private readonly NarrowClient _client = new(environment, NarrowService.Sns);

    /// <summary>Publishes up to ten messages.</summary>
    /// <exception cref="Amazon.Runtime.AmazonServiceException">The call was refused as a whole.</exception>
    public async Task<IReadOnlyList<BatchResultErrorEntry>> PublishBatchAsync(
        string topicArn, IReadOnlyList<PublishBatchRequestEntry> entries, CancellationToken cancellationToken)
    {
        var form = new QueryForm().Add("TopicArn", topicArn);
        for (var i = 0; i < entries.Count; i++)
        {
            AddEntry(form, QueryForm.Member("PublishBatchRequestEntries", i), entries[i]);
        }

        var answer = await _client.CallAsync("PublishBatch", form, cancellationToken).ConfigureAwait(false);
        var taken = Members(answer, "Successful").Select(member => Child(member, "Id")).ToHashSet(StringComparer.Ordinal);
        var failed = Members(answer, "Failed")
            .Select(member => new BatchResultErrorEntry(
                Child(member, "Id"), Child(member, "Code"), Child(member, "Message"), Child(member, "SenderFault") == "true"))
            .ToList();
        var known = failed.Select(entry => entry.Id).Concat(taken).ToHashSet(StringComparer.Ordinal);
        return [.. failed, .. entries.Where(entry => !known.Contains(entry.Id)).Select(entry => BatchResultErrorEntry.Unmentioned(entry.Id))];
    }

    /// <summary>Whether the topic is there and may be looked at.</summary>
    /// <exception cref="Amazon.Runtime.AmazonServiceException">It is not.</exception>
    public Task GetTopicAttributesAsync(string topicArn, CancellationToken cancellationToken) =>
        _client.CallAsync("GetTopicAttributes", new QueryForm().Add("TopicArn", topicArn), cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private static void AddEntry(QueryForm form, string name, PublishBatchRequestEntry entry)
    {
        form.Add($"{name}.Id", entry.Id).Add($"{name}.Message", entry.Message);
        if (entry.MessageGroupId is { } group)
            form.Add($"{name}.MessageGroupId", group);
        if (entry.MessageDeduplicationId is { } deduplication)
            form.Add($"{name}.MessageDeduplicationId", deduplication);
        for (var i = 0; i < entry.MessageAttributes.Count; i++)
        {
            var (key, value) = entry.MessageAttributes[i];
            var attribute = $"{name}.MessageAttributes.entry.{i + 1}";
            form.Add($"{attribute}.Name", key).Add($"{attribute}.Value.DataType", value.DataType).Add($"{attribute}.Value.StringValue", value.StringValue);
        }
    }

    private static IEnumerable<XElement> Members(XElement answer, string list) =>
        answer.Descendants().Where(element => element.Name.LocalName == list).SelectMany(element => element.Elements());

    private static string Child(XElement member, string name) =>
        member.Elements().FirstOrDefault(element => element.Name.LocalName == name)?.Value ?? string.Empty;
}
