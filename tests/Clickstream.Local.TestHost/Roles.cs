using System.Globalization;
using System.Text;
using Clickstream.Core.Alerts;
using Clickstream.Core.Claims;
using Clickstream.Core.Objects;
using Clickstream.Core.Streams;
using Clickstream.Local.Alerts;
using Clickstream.Local.Claims;
using Clickstream.Local.Folder;
using Clickstream.Local.Objects;
using Clickstream.Local.Streams;

namespace Clickstream.Local.TestHost;

/// <summary>What a process does for a test.</summary>
public static class Roles
{
    /// <summary>Appends numbered records in puts of varying size; after each put prints the number of the next record.</summary>
    public static async Task AppendAsync(LocalDataFolder folder, string writer, int count, CancellationToken cancellationToken)
    {
        using var stream = new SqliteEventStream(folder, TimeProvider.System);
        for (var next = 0; next < count;)
        {
            var numbers = Enumerable.Range(next, Math.Min(count - next, 1 + (next % 7)));
            var put = numbers.Select(number => AppendedRecord.Make(writer, number)).ToArray();
            var outcomes = await stream.PutAsync(put, cancellationToken);
            if (outcomes.Any(outcome => outcome is not PutOutcome.Accepted))
            {
                throw new InvalidOperationException("A record was not accepted.");
            }

            next += put.Length;
            Say(next);
        }
    }

    /// <summary>Raises the number in an object by put-if-match.</summary>
    public static async Task CountAsync(LocalDataFolder folder, string key, int count, CancellationToken cancellationToken)
    {
        var store = new FolderObjectStore(folder, TimeProvider.System);
        var objectKey = new ObjectKey(key);
        await store.PutIfAbsentAsync(objectKey, "0"u8.ToArray(), cancellationToken);
        for (var done = 0; done < count;)
        {
            var current = (await store.GetAsync(objectKey, cancellationToken))!;
            var next = int.Parse(Encoding.UTF8.GetString(current.Content.Span), CultureInfo.InvariantCulture) + 1;
            var content = Encoding.UTF8.GetBytes(next.ToString(CultureInfo.InvariantCulture));
            if (await store.PutIfMatchAsync(objectKey, content, current.ETag, cancellationToken) is not null)
            {
                Say(++done);
            }
        }
    }

    /// <summary>Claims numbered orders and prints those that were granted.</summary>
    public static async Task ClaimAsync(LocalDataFolder folder, string claimant, int count, CancellationToken cancellationToken)
    {
        using var claims = new SqliteClaimStore(folder, TimeProvider.System);
        for (var order = 0; order < count; order++)
        {
            var outcomes = await claims.ClaimAsync([$"order:{order}"], claimant, cancellationToken);
            if (outcomes[0] == ClaimOutcome.Granted)
            {
                Say(order);
            }
        }
    }

    /// <summary>Publishes numbered alerts, each of them twice.</summary>
    public static async Task AlertAsync(LocalDataFolder folder, string prefix, int count, CancellationToken cancellationToken)
    {
        using var channel = new FileAlertChannel(folder);
        for (var number = 0; number < count; number++)
        {
            var id = string.Create(CultureInfo.InvariantCulture, $"{prefix}{number}");
            var text = new string('x', number % 5_000);
            var alert = new Alert(id, "purchase", id, null, null, 1, 1m, "EUR", DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, text);
            await channel.PublishAsync([alert], mayBeRepeat: true, cancellationToken);
            await channel.PublishAsync([alert], mayBeRepeat: true, cancellationToken);
            Say(number + 1);
        }
    }

    private static void Say(int number)
    {
        Console.Out.WriteLine(number.ToString(CultureInfo.InvariantCulture));
        Console.Out.Flush();
    }
}
