using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Clickstream.Aws.Sdk;

namespace Clickstream.Aws.DynamoDb;

/// <summary>
/// A table with a text key: made if it is absent, and its single-item calls, which are all that we need.
/// Faults are a <see cref="DynamoDbTableException"/>.
/// </summary>
internal sealed class DynamoDbTable(IAmazonDynamoDB client, string name, string key)
{
    private static readonly TimeSpan FirstLook = TimeSpan.FromMilliseconds(20); // An emulator has the table at once; each later look waits twice as long.
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(500); // DescribeTable may be called 10 times a second; a table takes 5 to 10 s.
    private static readonly TimeSpan CreationLimit = TimeSpan.FromMinutes(2); // Ten times what a table takes; then it is better to say so.

    public string Name => name;

    /// <summary>Creates the table on demand if it is absent, and waits until it can be used.</summary>
    /// <returns>True if this call created it.</returns>
    /// <exception cref="DynamoDbTableException">It cannot be made, or a table of this name has other keys.</exception>
    public async Task<bool> EnsureAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var created = false;
        for (var wait = FirstLook; ; wait = wait * 2 < LookEvery ? wait * 2 : LookEvery)
        {
            var table = await DescribeAsync(cancellationToken).ConfigureAwait(false);
            if (table is null)
            {
                created |= await TryCreateAsync(cancellationToken).ConfigureAwait(false);
            }
            else
            {
                Check(table);
                if (table.TableStatus == TableStatus.ACTIVE || table.TableStatus == TableStatus.UPDATING)
                {
                    return created;
                }
            }

            if (time.GetElapsedTime(started) > CreationLimit)
            {
                throw new DynamoDbTableException(
                    $"Table {name} is still {table?.TableStatus.Value ?? "absent"} after {CreationLimit}. Look at it in the console, and start again.");
            }

            await Task.Delay(wait, time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Reads an item as it is now; null if there is none.</summary>
    public Task<Dictionary<string, AttributeValue>?> GetAsync(string keyValue, CancellationToken cancellationToken) =>
        CallAsync("dynamodb:GetItem", async () =>
        {
            var request = new GetItemRequest { TableName = name, Key = Key(keyValue), ConsistentRead = true };
            var item = (await client.GetItemAsync(request, cancellationToken).ConfigureAwait(false)).Item;
            return item is { Count: > 0 } ? item : null;
        }, cancellationToken);

    /// <summary>Reads all items as they are now.</summary>
    public Task<IReadOnlyList<Dictionary<string, AttributeValue>>> ScanAsync(CancellationToken cancellationToken) =>
        CallAsync<IReadOnlyList<Dictionary<string, AttributeValue>>>("dynamodb:Scan", async () =>
        {
            var items = new List<Dictionary<string, AttributeValue>>();
            var request = new ScanRequest { TableName = name, ConsistentRead = true };
            do
            {
                var page = await client.ScanAsync(request, cancellationToken).ConfigureAwait(false);
                items.AddRange(page.Items ?? []);
                request.ExclusiveStartKey = page.LastEvaluatedKey;
            }
            while (request.ExclusiveStartKey is { Count: > 0 });

            return items;
        }, cancellationToken);

    /// <summary>Adds an item if its key is not there.</summary>
    /// <returns>False if it is.</returns>
    public Task<bool> TryAddAsync(Dictionary<string, AttributeValue> item, CancellationToken cancellationToken) =>
        CallAsync("dynamodb:PutItem", async () =>
        {
            var request = new PutItemRequest { TableName = name, Item = item, ConditionExpression = $"attribute_not_exists({key})" };
            try
            {
                await client.PutItemAsync(request, cancellationToken).ConfigureAwait(false);
                return true;
            }
            catch (ConditionalCheckFailedException)
            {
                return false;
            }
        }, cancellationToken);

    /// <summary>Changes some attributes of an item and leaves all others; null if its condition does not hold.</summary>
    public Task<Dictionary<string, AttributeValue>?> TryUpdateAsync(
        string keyValue, string update, string? condition, Dictionary<string, AttributeValue> values, CancellationToken cancellationToken) =>
        CallAsync("dynamodb:UpdateItem", async () =>
        {
            var request = new UpdateItemRequest
            {
                TableName = name,
                Key = Key(keyValue),
                UpdateExpression = update,
                ConditionExpression = condition,
                ExpressionAttributeValues = values,
                ReturnValues = ReturnValue.ALL_NEW,
            };
            try
            {
                return (await client.UpdateItemAsync(request, cancellationToken).ConfigureAwait(false)).Attributes;
            }
            catch (ConditionalCheckFailedException)
            {
                return null;
            }
        }, cancellationToken);

    /// <summary>Removes an item.</summary>
    /// <returns>False if the condition does not hold.</returns>
    public Task<bool> TryDeleteAsync(string keyValue, string condition, Dictionary<string, AttributeValue> values, CancellationToken cancellationToken) =>
        CallAsync("dynamodb:DeleteItem", async () =>
        {
            var request = new DeleteItemRequest
            {
                TableName = name,
                Key = Key(keyValue),
                ConditionExpression = condition,
                ExpressionAttributeValues = values,
            };
            try
            {
                await client.DeleteItemAsync(request, cancellationToken).ConfigureAwait(false);
                return true;
            }
            catch (ConditionalCheckFailedException)
            {
                return false;
            }
        }, cancellationToken);

    /// <summary>Lets DynamoDB remove items by itself, some time after the second that an attribute names.</summary>
    public Task ExpireByAsync(string attribute, CancellationToken cancellationToken) =>
        CallAsync("dynamodb:UpdateTimeToLive", async () =>
        {
            var expiry = new TimeToLiveSpecification { AttributeName = attribute, Enabled = true };
            var request = new UpdateTimeToLiveRequest { TableName = name, TimeToLiveSpecification = expiry };
            try
            {
                await client.UpdateTimeToLiveAsync(request, cancellationToken).ConfigureAwait(false);
            }
            catch (AmazonDynamoDBException unknown) when (unknown.ErrorCode == "UnknownOperationException")
            {
                return false; // An emulator without expiry keeps its items, which costs nothing there.
            }

            return true;
        }, cancellationToken);

    private Task<TableDescription?> DescribeAsync(CancellationToken cancellationToken) =>
        CallAsync<TableDescription?>("dynamodb:DescribeTable", async () =>
        {
            try
            {
                return (await client.DescribeTableAsync(name, cancellationToken).ConfigureAwait(false)).Table;
            }
            catch (ResourceNotFoundException)
            {
                return null;
            }
        }, cancellationToken);

    private Task<bool> TryCreateAsync(CancellationToken cancellationToken) =>
        CallAsync("dynamodb:CreateTable", async () =>
        {
            var request = new CreateTableRequest
            {
                TableName = name,
                KeySchema = [new KeySchemaElement(key, KeyType.HASH)],
                AttributeDefinitions = [new AttributeDefinition(key, ScalarAttributeType.S)],
                BillingMode = BillingMode.PAY_PER_REQUEST,
            };
            try
            {
                await client.CreateTableAsync(request, cancellationToken).ConfigureAwait(false);
                return true;
            }
            catch (ResourceInUseException)
            {
                return false; // Another worker was first.
            }
        }, cancellationToken);

    private void Check(TableDescription table)
    {
        var isOurs = table.KeySchema is [{ } only] && only.AttributeName == key
            && table.AttributeDefinitions.Any(attribute => attribute.AttributeName == key && attribute.AttributeType == ScalarAttributeType.S);
        if (!isOurs)
        {
            var keys = string.Join(", ", table.KeySchema.Select(element => element.AttributeName));
            throw new DynamoDbTableException(
                $"Table {name} is used for something else: its key is {keys}, expected {key} (text) alone. Choose another name; nothing was changed.");
        }
    }

    private Dictionary<string, AttributeValue> Key(string value) => new() { [key] = new AttributeValue { S = value } };

    private async Task<T> CallAsync<T>(string action, Func<Task<T>> call, CancellationToken cancellationToken)
    {
        try
        {
            return await ExpiredToken.RenewAsync(SdkSettings.CredentialsOf(client.Config), call).ConfigureAwait(false);
        }
        catch (ResourceNotFoundException missing)
        {
            throw new DynamoDbTableException(
                $"There is no table {name} in this region and account. Check the region, or start again, which creates it.", missing);
        }
        catch (Exception fault) when (SdkFault.IsFault(fault, cancellationToken))
        {
            throw new DynamoDbTableException(SdkFault.Describe(fault, action, $"table {name}", client.Config), fault);
        }
    }
}
