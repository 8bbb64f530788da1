using Clickstream.Core.Decoding;
using Clickstream.Core.Events;

namespace Clickstream.Core.Tests.Decoding;

public sealed class RealInputTests
{
    [SharedDataFact]
    public async Task The_real_input_has_the_counts_that_its_readme_states()
    {
        var decoder = new EventDecoder(DecoderOptions.Default);
        var batch = new EventBatch();
        var ids = new HashSet<UInt128>();
        var types = new Dictionary<string, int>();
        var hours = new Dictionary<int, int>();
        var users = new HashSet<string>();
        var sessions = new HashSet<string>();
        var (read, revenue) = (0, 0m);
        var files = Directory.GetFiles(SharedDataFactAttribute.Folder!, "*.json.gz", SearchOption.AllDirectories);
        foreach (var file in files.Order(StringComparer.Ordinal))
        {
            await using var reader = InputReader.Open(File.OpenRead(file), DecoderOptions.Default);
            while (await reader.ReadAsync(CancellationToken.None))
            {
                read++;
                batch.Clear();
                Assert.Equal(RejectionReason.None, reader.Problem);
                Assert.Equal(RejectionReason.None, decoder.Decode(reader.Item.Span, batch));
                var row = batch.Rows[0];
                var type = batch.GetString(row.EventType)!;
                types[type] = types.GetValueOrDefault(type) + 1;
                revenue += row.IsPurchase ? row.Amount : 0;
                users.Add(batch.GetString(row.UserId)!);
                sessions.Add(batch.GetString(row.SessionId)!);
                if (ids.Add(row.ClickKey))
                {
                    var hour = row.Time.ToDateTimeOffset().Hour;
                    hours[hour] = hours.GetValueOrDefault(hour) + 1;
                }
            }
        }

        Assert.Equal(17435, read);
        Assert.Equal(17430, ids.Count);
        Assert.Equal(59442.63m, revenue);
        Assert.Equal((17056, 165, 214), (types["view"], types["cart"], types["purchase"]));
        Assert.Equal((4505, 5067), (users.Count, sessions.Count));
        Assert.Equal((1083, 121, 16226), (hours[0], hours[1], hours[2]));
    }
}
