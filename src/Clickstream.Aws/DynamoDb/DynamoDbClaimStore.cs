using System.Globalization;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Clickstream.Core.Claims;

namespace Clickstream.Aws.DynamoDb;

/// <summary>
/// Claims in DynamoDB: one item per key, written under a condition. Faults are a <see cref="DynamoDbTableException"/>.
/// </summary>
/// <remarks>
/// Each key is a write of its own, not part of a transaction: a claim promises something of one key only, so nothing has to hold between keys.
/// A call that is cut off after some of them leaves pending claims of this claimant, which the repeated call gets back.
/// A transaction would cost twice as much, be limited to 100 keys, and refuse all of them because of one.
/// </remarks>
public sealed class DynamoDbClaimStore : IClaimStore
{
    private const string Key = "claimKey";
    private const string Claimant = "claimant";
    private const string Completed = "completed";
    private const string At = "claimedAt"; // Epoch milliseconds.
    private const string ExpiresAt = "expiresAt"; // Epoch seconds, as DynamoDB's time to live wants them.

    private const int WritesAtOnce = 32; // Some milliseconds each: thousands of claims a second, on fewer connections than the client keeps.
    private const int MaxContention = 16; // Each further look means that another claimant changed the item in between; a pile-up of 16 is a defect.

    private readonly DynamoDbTable _table;
    private readonly DynamoDbClaimStoreOptions _options;
    private readonly TimeProvider _time;

    private DynamoDbClaimStore(DynamoDbTable table, DynamoDbClaimStoreOptions options, TimeProvider time) =>
        (_table, _options, _time) = (table, options, time);

    /// <summary>Opens the claims, and creates their table if it is absent.</summary>
    /// <param name="client">The client, which stays the caller's.</param>
    /// <param name="options">Table and times.</param>
    /// <param name="time">The clock that claims expire by.</param>
    /// <param name="cancellationToken">Aborts the wait for a new table.</param>
    /// <exception cref="DynamoDbTableException">The table belongs to something else, or cannot be used.</exception>
    public static async Task<DynamoDbClaimStore> OpenAsync(
        IAmazonDynamoDB client, DynamoDbClaimStoreOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        var table = new DynamoDbTable(client, options.Table, Key);
        if (await table.EnsureAsync(time, cancellationToken).ConfigureAwait(false))
        {
            await table.ExpireByAsync(ExpiresAt, cancellationToken).ConfigureAwait(false);
        }

        return new DynamoDbClaimStore(table, options, time);
    }

    /// <summary>Uses a table that is known to be there, without a look at it: for a function, whose every start would pay for the look.</summary>
    /// <param name="client">The client, which stays the caller's.</param>
    /// <param name="options">Table and times.</param>
    /// <param name="time">The clock that claims expire by.</param>
    public static DynamoDbClaimStore Attach(IAmazonDynamoDB client, DynamoDbClaimStoreOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new DynamoDbClaimStore(new DynamoDbTable(client, options.Table, Key), options, time);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ClaimOutcome>> ClaimAsync(IReadOnlyList<string> keys, string claimant, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentException.ThrowIfNullOrEmpty(claimant);
        var outcomes = new ClaimOutcome[keys.Count];
        Array.Fill(outcomes, ClaimOutcome.Refused); // A key that was named before in this call.
        var firsts = Enumerable.Range(0, keys.Count).DistinctBy(i => keys[i], StringComparer.Ordinal);
        await Parallel.ForEachAsync(firsts, Limits(cancellationToken), async (i, token) =>
            outcomes[i] = await ClaimAsync(keys[i], claimant, token).ConfigureAwait(false)).ConfigureAwait(false);
        return outcomes;
    }

    /// <inheritdoc/>
    public Task CompleteAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(keys);
        var now = _time.GetUtcNow();
        const string complete = $"SET {Completed} = :yes, {At} = :at, {ExpiresAt} = :expires";
        var distinct = keys.Distinct(StringComparer.Ordinal);
        return Parallel.ForEachAsync(distinct, Limits(cancellationToken), async (key, token) =>
        {
            var values = Times(now);
            values[":yes"] = new AttributeValue { BOOL = true };
            await _table.TryUpdateAsync(key, complete, condition: null, values, token).ConfigureAwait(false);
        });
    }

    private async Task<ClaimOutcome> ClaimAsync(string key, string claimant, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        var times = Times(now);
        var fresh = new Dictionary<string, AttributeValue>
        {
            [Key] = new() { S = key },
            [Claimant] = new() { S = claimant },
            [Completed] = new() { BOOL = false },
            [At] = times[":at"],
            [ExpiresAt] = times[":expires"],
        };
        for (var looks = 0; looks < MaxContention; looks++)
        {
            if (await _table.TryAddAsync(fresh, cancellationToken).ConfigureAwait(false))
            {
                return ClaimOutcome.Granted;
            }

            if (await _table.GetAsync(key, cancellationToken).ConfigureAwait(false) is not { } item)
            {
                continue; // It expired between the two calls.
            }

            if (item.GetValueOrDefault(Completed)?.BOOL == true)
            {
                return ClaimOutcome.Refused;
            }

            if (!MayPassTo(claimant, item, now))
            {
                return ClaimOutcome.Held;
            }

            if (await TryTakeOverAsync(key, claimant, item, now, cancellationToken).ConfigureAwait(false))
            {
                return ClaimOutcome.Pending;
            }
        }

        throw new DynamoDbTableException(
            $"The claim '{key}' of table {_table.Name} changes all the time. Look for two applications that share the table.");
    }

    private bool MayPassTo(string claimant, Dictionary<string, AttributeValue> item, DateTimeOffset now)
    {
        var at = DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(item[At].N, CultureInfo.InvariantCulture));
        return item.GetValueOrDefault(Claimant)?.S == claimant || at <= now - _options.PendingExpiry;
    }

    /// <summary>It is pending, not granted: the old claimant may have done it before it died.</summary>
    private async Task<bool> TryTakeOverAsync(
        string key, string claimant, Dictionary<string, AttributeValue> item, DateTimeOffset now, CancellationToken cancellationToken)
    {
        const string take = $"SET {Claimant} = :claimant, {At} = :at, {ExpiresAt} = :expires";
        const string ifAsSeen = $"{Completed} = :no AND {Claimant} = :before AND {At} = :seen";
        var values = Times(now);
        values[":claimant"] = new AttributeValue { S = claimant };
        values[":no"] = new AttributeValue { BOOL = false };
        values[":before"] = item[Claimant];
        values[":seen"] = item[At];
        return await _table.TryUpdateAsync(key, take, ifAsSeen, values, cancellationToken).ConfigureAwait(false) is not null;
    }

    private Dictionary<string, AttributeValue> Times(DateTimeOffset now) => new()
    {
        [":at"] = new AttributeValue { N = now.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture) },
        [":expires"] = new AttributeValue { N = (now + _options.Retention).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture) },
    };

    private static ParallelOptions Limits(CancellationToken cancellationToken) =>
        new() { MaxDegreeOfParallelism = WritesAtOnce, CancellationToken = cancellationToken };
}
