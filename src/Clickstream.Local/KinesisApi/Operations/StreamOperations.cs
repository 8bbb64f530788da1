using Clickstream.Local.KinesisApi.Server;
using Clickstream.Local.KinesisApi.Streams;
using Clickstream.Local.KinesisApi.Wire;

namespace Clickstream.Local.KinesisApi.Operations;

/// <summary>Makes, changes and removes streams. A change is done when its call is answered, so a stream is always ACTIVE.</summary>
internal sealed class StreamOperations(ApiContext api)
{
    public async Task<ApiAnswer> CreateAsync(ApiCall call, CancellationToken cancellationToken)
    {
        var input = call.Read();
        var name = Names.Check("StreamName", input.Required("StreamName"));
        var isOnDemand = IsOnDemand(input.Object("StreamModeDetails"));
        var shards = input.Number("ShardCount", 1, StreamDefaults.MaxShards);
        if (isOnDemand && shards is not null)
        {
            throw ApiFault.InvalidArgument("A stream in the mode ON_DEMAND takes no ShardCount.");
        }

        // The service takes one without a count in the provisioned mode for a mistake too.
        var count = isOnDemand ? StreamDefaults.OnDemandShards : shards ?? throw ApiFault.Missing("ShardCount");
        if (await api.House.CreateAsync(name, count, isOnDemand, cancellationToken).ConfigureAwait(false) is not { } stream)
        {
            throw ApiFault.InUse($"Stream {name} under account {api.Options.Account} already exists.");
        }

        await TagOperations.SetAsync(api, stream, input.Object("Tags"), cancellationToken).ConfigureAwait(false);
        return ApiAnswer.Empty;
    }

    public async Task<ApiAnswer> DeleteAsync(ApiCall call, CancellationToken cancellationToken)
    {
        var input = call.Read();
        var stream = api.StreamOf(input);
        if (stream.Folder is null)
        {
            throw ApiFault.InUse(
                $"Stream {stream.Name} is the data folder's own, which the other commands of Clickstream use; it is not deleted by this API. "
                + "Remove the folder, or use a stream of another name.");
        }

        var consumers = await api.House.Catalog.ListConsumersAsync(stream.Entry.Id, cancellationToken).ConfigureAwait(false);
        if (consumers.Count > 0 && input.Flag("EnforceConsumerDeletion") != true)
        {
            throw ApiFault.InUse($"Stream {stream.Name} has {consumers.Count} registered consumers. Set EnforceConsumerDeletion to remove them too.");
        }

        await api.House.DeleteAsync(stream, cancellationToken).ConfigureAwait(false);
        return ApiAnswer.Empty;
    }

    public async Task<ApiAnswer> IncreaseRetentionAsync(ApiCall call, CancellationToken cancellationToken)
    {
        var (stream, hours) = Retention(call.Read());
        if (hours < stream.Entry.Retention.TotalHours)
        {
            throw ApiFault.InvalidArgument($"{hours} hours are fewer than the {stream.Entry.Retention.TotalHours} that stream {stream.Name} has.");
        }

        await api.House.SetRetentionAsync(stream, hours, cancellationToken).ConfigureAwait(false);
        return ApiAnswer.Empty;
    }

    public async Task<ApiAnswer> DecreaseRetentionAsync(ApiCall call, CancellationToken cancellationToken)
    {
        var (stream, hours) = Retention(call.Read());
        if (hours > stream.Entry.Retention.TotalHours)
        {
            throw ApiFault.InvalidArgument($"{hours} hours are more than the {stream.Entry.Retention.TotalHours} that stream {stream.Name} has.");
        }

        await api.House.SetRetentionAsync(stream, hours, cancellationToken).ConfigureAwait(false);
        return ApiAnswer.Empty;
    }

    public async Task<ApiAnswer> UpdateModeAsync(ApiCall call, CancellationToken cancellationToken)
    {
        var input = call.Read();
        var stream = api.StreamOf(input);
        var mode = input.Object("StreamModeDetails") ?? throw ApiFault.Missing("StreamModeDetails");
        await api.House.SetOnDemandAsync(stream, IsOnDemand(mode), cancellationToken).ConfigureAwait(false);
        return ApiAnswer.Empty;
    }

    private static bool IsOnDemand(WireObject? mode) => mode?.Required("StreamMode") switch
    {
        null or "PROVISIONED" => false,
        "ON_DEMAND" => true,
        var other => throw ApiFault.Constraint("StreamMode", other, "PROVISIONED or ON_DEMAND"),
    };

    private (ApiStream Stream, int Hours) Retention(WireObject input)
    {
        const string name = "RetentionPeriodHours";
        var hours = input.Number(name) ?? throw ApiFault.Missing(name);
        return hours is >= StreamDefaults.MinRetentionHours and <= StreamDefaults.MaxRetentionHours
            ? (api.StreamOf(input), hours)
            : throw ApiFault.InvalidArgument(
                $"A retention period of {hours} hours is not possible; {StreamDefaults.MinRetentionHours} to {StreamDefaults.MaxRetentionHours} are.");
    }
}
