using System.Text.Json;

namespace Clickstream.Lambda.Events;

/// <summary>
/// An object that was written, as EventBridge tells it. Source: Amazon S3 user guide, "EventBridge event message structure"; the key comes as it is, not
/// encoded as in S3's own notifications.
/// </summary>
/// <param name="Bucket">The bucket.</param>
/// <param name="Key">The key in it.</param>
internal sealed record ObjectCreated(string Bucket, string Key)
{
    /// <summary>Reads an event; null if it is another one.</summary>
    public static ObjectCreated? Read(JsonElement root)
    {
        JsonElement? element = root;
        var detail = element.Member("detail");
        return element.Member("source").Text() == "aws.s3" && element.Member("detail-type").Text() == "Object Created"
            && detail.Member("bucket").Member("name").Text() is { Length: > 0 } bucket && detail.Member("object").Member("key").Text() is { Length: > 0 } key
            ? new ObjectCreated(bucket, key)
            : null;
    }
}
