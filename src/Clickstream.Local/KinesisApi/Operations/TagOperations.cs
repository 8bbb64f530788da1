using Clickstream.Local.KinesisApi.Server;
using Clickstream.Local.KinesisApi.Streams;
using Clickstream.Local.KinesisApi.Wire;

namespace Clickstream.Local.KinesisApi.Operations;

/// <summary>The tags of a stream.</summary>
internal sealed class TagOperations(ApiContext api)
{
    /// <summary>Sets tags.</summary>
    /// <exception cref="ApiFault">There are too many, or one is not a text.</exception>
    public static async Task SetAsync(ApiContext api, ApiStream stream, WireObject? tags, CancellationToken cancellationToken)
    {
        if (tags is null)
        {
            return;
        }

        var before = await api.House.Catalog.ListTagsAsync(stream.Entry.Id, cancellationToken).ConfigureAwait(false);
        if (before.Select(tag => tag.Key).Union(tags.Names).Count() > StreamDefaults.MaxTags)
        {
            throw ApiFault.InvalidArgument($"A stream has at most {StreamDefaults.MaxTags} tags.");
        }

        foreach (var name in tags.Names)
        {
            await api.House.Catalog.SetTagAsync(stream.Entry.Id, name, tags.Text(name) ?? string.Empty, cancellationToken).ConfigureAwait(false);
        }
    }

    public async Task<ApiAnswer> AddAsync(ApiCall call, CancellationToken cancellationToken)
    {
        var input = call.Read();
        var tags = input.Object("Tags") ?? throw ApiFault.Missing("Tags");
        await SetAsync(api, api.StreamOf(input), tags, cancellationToken).ConfigureAwait(false);
        return ApiAnswer.Empty;
    }

    public async Task<ApiAnswer> RemoveAsync(ApiCall call, CancellationToken cancellationToken)
    {
        var input = call.Read();
        var stream = api.StreamOf(input);
        foreach (var key in input.Texts("TagKeys"))
        {
            await api.House.Catalog.RemoveTagAsync(stream.Entry.Id, key, cancellationToken).ConfigureAwait(false);
        }

        return ApiAnswer.Empty;
    }

    public async Task<ApiAnswer> ListAsync(ApiCall call, CancellationToken cancellationToken)
    {
        var input = call.Read();
        var after = input.Text("ExclusiveStartTagKey");
        var limit = input.Number("Limit", 1, StreamDefaults.MaxTags) ?? StreamDefaults.MaxTags;
        var all = await api.House.Catalog.ListTagsAsync(api.StreamOf(input).Entry.Id, cancellationToken).ConfigureAwait(false);
        var rest = all.Where(tag => after is null || string.CompareOrdinal(tag.Key, after) > 0).ToList();
        return new ApiAnswer(writer =>
        {
            writer.Member("Tags", rest.Take(limit), tag =>
            {
                writer.BeginObject();
                writer.Member("Key", tag.Key);
                writer.Member("Value", tag.Value);
                writer.EndObject();
            });
            writer.Member("HasMoreTags", rest.Count > limit);
        });
    }
}
