using System.Text;
using Clickstream.Local.KinesisApi.Server;
using Clickstream.Local.KinesisApi.Streams;
using Clickstream.Local.KinesisApi.Wire;

namespace Clickstream.Local.KinesisApi.Operations;

/// <summary>The registered consumers of a stream; each is ACTIVE at once.</summary>
internal sealed class ConsumerOperations(ApiContext api)
{
    private const int MaxConsumers = 100; // Of one answer, and the default. Source: the API reference of ListStreamConsumers.
    private const int MaxResults = 10_000; // Of the member. Source: the service model.

    public async Task<ApiAnswer> RegisterAsync(ApiCall call, CancellationToken cancellationToken)
    {
        var input = call.Read();
        input.Required("StreamARN");
        var stream = api.StreamOf(input);
        var name = Names.Check("ConsumerName", input.Required("ConsumerName"));
        var consumers = await ListAsync(stream, cancellationToken).ConfigureAwait(false);
        if (consumers.Any(consumer => consumer.Name == name))
        {
            throw ApiFault.InUse($"Consumer {name} of stream {stream.Name} under account {api.Options.Account} already exists.");
        }

        if (api.Options.EnforceLimits && consumers.Count >= StreamDefaults.MaxConsumers)
        {
            throw ApiFault.LimitExceeded($"Stream {stream.Name} has {StreamDefaults.MaxConsumers} registered consumers, which is the most.");
        }

        var added = new ConsumerEntry(name, api.Now);
        await api.House.Catalog.AddConsumerAsync(stream.Entry.Id, added, cancellationToken).ConfigureAwait(false);
        return new ApiAnswer(writer => writer.Member("Consumer", () => Write(writer, stream, added)));
    }

    public async Task<ApiAnswer> DescribeAsync(ApiCall call, CancellationToken cancellationToken)
    {
        var (stream, consumer) = await FindAsync(call.Read(), cancellationToken).ConfigureAwait(false);
        return new ApiAnswer(writer => writer.Member("ConsumerDescription", () =>
        {
            Write(writer, stream, consumer);
            writer.Member("StreamARN", api.ArnOf(stream));
        }));
    }

    public async Task<ApiAnswer> ListAsync(ApiCall call, CancellationToken cancellationToken)
    {
        var input = call.Read();
        input.Required("StreamARN");
        var stream = api.StreamOf(input);
        var limit = Math.Min(input.Number("MaxResults", 1, MaxResults) ?? MaxConsumers, MaxConsumers);
        var after = input.Text("NextToken") is { } token ? After(token) : null;
        var rest = (await ListAsync(stream, cancellationToken).ConfigureAwait(false))
            .Where(consumer => after is null || string.CompareOrdinal(consumer.Name, after) > 0)
            .ToList();
        var page = rest.Take(limit).ToList();
        return new ApiAnswer(writer =>
        {
            writer.Member("Consumers", page, consumer =>
            {
                writer.BeginObject();
                Write(writer, stream, consumer);
                writer.EndObject();
            });
            if (rest.Count > page.Count)
            {
                writer.Member("NextToken", api.Tokens.Issue(Tokens.Kind.ListConsumers, Encoding.UTF8.GetBytes(page[^1].Name)));
            }
        });
    }

    public async Task<ApiAnswer> DeregisterAsync(ApiCall call, CancellationToken cancellationToken)
    {
        var (stream, consumer) = await FindAsync(call.Read(), cancellationToken).ConfigureAwait(false);
        await api.House.Catalog.RemoveConsumerAsync(stream.Entry.Id, consumer.Name, cancellationToken).ConfigureAwait(false);
        stream.Subscriptions.End(consumer.Name);
        return ApiAnswer.Empty;
    }

    private async Task<(ApiStream Stream, ConsumerEntry Consumer)> FindAsync(WireObject input, CancellationToken cancellationToken)
    {
        if (input.Text("ConsumerARN") is { } arn)
        {
            return await api.ConsumerAsync(arn, cancellationToken).ConfigureAwait(false);
        }

        if (input.Text("ConsumerName") is not { } name || input.Text("StreamARN") is null)
        {
            throw ApiFault.InvalidArgument("Name the consumer by ConsumerARN, or by StreamARN and ConsumerName.");
        }

        var stream = api.StreamOf(input);
        var found = (await ListAsync(stream, cancellationToken).ConfigureAwait(false)).FirstOrDefault(consumer => consumer.Name == name);
        return found is not null ? (stream, found) : throw ApiFault.NotFound($"Consumer {name} of stream {stream.Name} not found.");
    }

    private Task<List<ConsumerEntry>> ListAsync(ApiStream stream, CancellationToken cancellationToken) =>
        api.House.Catalog.ListConsumersAsync(stream.Entry.Id, cancellationToken);

    private string After(string token) => (api.Tokens.Read(Tokens.Kind.ListConsumers, token, out var isExpired), isExpired) switch
    {
        (null, _) => throw ApiFault.InvalidArgument("NextToken is not one that ListStreamConsumers gave."),
        (_, true) => throw ApiFault.ExpiredNextToken("NextToken is too old. List again from the beginning."),
        var (name, _) => Encoding.UTF8.GetString(name),
    };

    private void Write(WireWriter writer, ApiStream stream, ConsumerEntry consumer)
    {
        writer.Member("ConsumerName", consumer.Name);
        writer.Member("ConsumerARN", api.ArnOf(stream, consumer));
        writer.Member("ConsumerStatus", "ACTIVE");
        writer.Member("ConsumerCreationTimestamp", consumer.Created);
    }
}
