using System.Globalization;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Clickstream.Core.Alerts.Windows;

namespace Clickstream.Aws.DynamoDb;

/// <summary>
/// Purchases in the table of claims, under keys that no claim has: one item per buyer and interval, with a set of texts, which DynamoDB removes some time
/// after the last was added. Reads are strongly consistent and follow the write. Faults are a <see cref="DynamoDbTableException"/>.
/// </summary>
public sealed class DynamoDbPurchaseMemory : IPurchaseMemory
{
    private const string Key = "claimKey";
    private const string Purchases = "purchases";
    private const string ExpiresAt = "expiresAt"; // Epoch seconds, as DynamoDB's time to live wants them.

    private readonly DynamoDbTable _table;
    private readonly TimeProvider _time;

    private DynamoDbPurchaseMemory(DynamoDbTable table, TimeProvider time) => (_table, _time) = (table, time);

    /// <summary>Uses the table of claims, which is known to be there.</summary>
    /// <param name="client">The client, which stays the caller's.</param>
    /// <param name="table">The name of the table of claims.</param>
    /// <param name="time">The clock that purchases expire by.</param>
    public static DynamoDbPurchaseMemory Attach(IAmazonDynamoDB client, string table, TimeProvider time) => new(new DynamoDbTable(client, table, Key), time);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<RememberedPurchase>> AddAsync(
        string key, RememberedPurchase purchase, IReadOnlyList<string> others, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(others);
        var expires = (_time.GetUtcNow() + IPurchaseMemory.KeptFor).ToUnixTimeSeconds();
        var values = new Dictionary<string, AttributeValue>
        {
            [":purchase"] = new() { SS = [purchase.ToString()] },
            [":expires"] = new() { N = expires.ToString(CultureInfo.InvariantCulture) },
            [":most"] = new() { N = IPurchaseMemory.MostUnderOneKey.ToString(CultureInfo.InvariantCulture) },
        };
        const string add = $"ADD {Purchases} :purchase SET {ExpiresAt} = :expires";
        const string ifThereIsRoom = $"attribute_not_exists({Purchases}) OR size({Purchases}) < :most";
        var item = await _table.TryUpdateAsync(key, add, ifThereIsRoom, values, cancellationToken).ConfigureAwait(false)
            ?? await _table.GetAsync(key, cancellationToken).ConfigureAwait(false);
        var items = await Task.WhenAll(others.Select(other => _table.GetAsync(other, cancellationToken))).ConfigureAwait(false);
        return [.. items.Append(item).SelectMany(one => one?.GetValueOrDefault(Purchases)?.SS ?? []).Select(RememberedPurchase.Parse)];
    }
}
