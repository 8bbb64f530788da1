using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Clickstream.Aws.Configuration;
using Clickstream.Aws.DynamoDb;
using Clickstream.Contracts;
using Clickstream.Emulators;

namespace Clickstream.Aws.Tests.DynamoDb;

/// <summary>A table of one test, and a client that reads and writes it past our stores.</summary>
internal sealed class TestTable : IDisposable
{
    private IAmazonDynamoDB? _client;

    public string Name { get; } = Emulator.UniqueName("table");

    public void Dispose() => _client?.Dispose();

    public async Task<IAmazonDynamoDB> ClientAsync() =>
        _client ??= DynamoDbClients.Create(await TestEnvironment.OfAsync(AwsService.DynamoDb, Emulator.Dynalite));

    public async Task<DynamoDbLeaseStore> OpenLeasesAsync() =>
        await DynamoDbLeaseStore.OpenAsync(await ClientAsync(), Name, TimeProvider.System, Deadline.Token);

    public async Task PutAsync(Dictionary<string, AttributeValue> item) =>
        await (await ClientAsync()).PutItemAsync(Name, item, Deadline.Token);

    public async Task<Dictionary<string, AttributeValue>> GetAsync(string key, string value)
    {
        var request = new GetItemRequest { TableName = Name, Key = new() { [key] = new AttributeValue { S = value } }, ConsistentRead = true };
        return (await (await ClientAsync()).GetItemAsync(request, Deadline.Token)).Item;
    }

    public async Task CreateAsync(string hashKey)
    {
        var request = new CreateTableRequest
        {
            TableName = Name,
            KeySchema = [new KeySchemaElement(hashKey, KeyType.HASH)],
            AttributeDefinitions = [new AttributeDefinition(hashKey, ScalarAttributeType.S)],
            BillingMode = BillingMode.PAY_PER_REQUEST,
        };
        await (await ClientAsync()).CreateTableAsync(request, Deadline.Token);
    }
}
