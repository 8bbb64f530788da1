using System.IO.Compression;
using System.Text;
using System.Text.Json;

namespace Clickstream.Cli.Tests;

public sealed class EraseTests
{
    [Theory]
    [InlineData("remove")]
    [InlineData("pseudonymise")]
    public async Task A_person_of_the_demo_is_erased_from_everything_and_it_still_reconciles(string mode)
    {
        using var line = new CommandLine();
        await line.JsonAsync("demo", "--exit", "--events", "8000", "--hours", "3", "--seed", "21", "--port", "0");
        var user = await BusiestBuyerAsync(line);
        var before = await line.JsonAsync("reconcile");
        var dry = await line.JsonAsync("erase", "--user", user, "--mode", mode, "--dry-run");
        Assert.True(dry.GetProperty("by_layer").GetProperty("fact_clicks").GetInt64() > 0);
        Assert.True(Mentions(line.Data, user) > 3, "The dry run changes nothing.");

        var done = await line.JsonAsync("erase", "--user", user, "--mode", mode);
        Assert.Equal(dry.GetProperty("by_layer").GetRawText(), done.GetProperty("by_layer").GetRawText());
        Assert.Equal(0, Mentions(line.Data, user));
        var again = await line.JsonAsync("erase", "--user", user, "--mode", mode);
        Assert.Equal(0, again.GetProperty("found").GetInt64());

        var after = await line.JsonAsync("reconcile");
        var rows = done.GetProperty("by_layer").GetProperty("fact_clicks").GetInt64();
        long Change(string name) => after.GetProperty(name).GetInt64() - before.GetProperty(name).GetInt64();
        Assert.Equal(mode == "remove" ? (-rows, -rows) : (0, 0), (Change("accepted"), Change("parquet_rows")));
        Assert.Equal((0, 0, 0), (Change("read"), Change("duplicates"), Change("quarantined")));
        Assert.Equal(mode == "remove", after.GetProperty("revenue").GetDecimal() < before.GetProperty("revenue").GetDecimal());
        CheckReceipt(Path.Combine(line.Data, done.GetProperty("receipt").GetString()!), user);
        var users = await line.JsonAsync("query", $"select count(*) as n from dim_users where user_id = '{user}'");
        Assert.Equal(0, users[0].GetProperty("n").GetInt64());

        // The demo again puts nothing again, and what is there still reconciles.
        Assert.True((await line.JsonAsync("compact")).GetProperty("succeeded").GetBoolean());
        Assert.True((await line.JsonAsync("reconcile")).GetProperty("reconciled").GetBoolean());
    }

    [Fact]
    public async Task A_replay_of_raw_from_elsewhere_does_not_bring_the_person_back()
    {
        using var line = new CommandLine();
        await line.JsonAsync("generate", "--to", "raw", "--events", "4000", "--hours", "2", "--seed", "22");
        using var copy = new TemporaryCopy(Path.Combine(line.Data, "raw"));
        await line.JsonAsync("replay");
        await line.JsonAsync("stream", "--until-idle", "--port", "0");
        await line.JsonAsync("compact");
        var user = await BusiestBuyerAsync(line);
        await line.JsonAsync("erase", "--user", user);
        var before = await line.JsonAsync("reconcile");

        await line.JsonAsync("replay", "--raw", copy.Path, "--id", "again");
        await line.JsonAsync("stream", "--until-idle", "--port", "0");
        await line.JsonAsync("compact");
        var after = await line.JsonAsync("reconcile");
        Assert.Equal(before.GetProperty("accepted").GetInt64(), after.GetProperty("accepted").GetInt64());
        Assert.True(after.GetProperty("erased").GetInt64() > before.GetProperty("erased").GetInt64());

        // What came late is in the micro-batches, until it is erased too.
        var late = await line.JsonAsync("erase", "--user", user);
        Assert.True(late.GetProperty("by_layer").GetProperty("landing").GetInt64() > 0);
        Assert.Equal(0, late.GetProperty("by_layer").GetProperty("fact_clicks").GetInt64());
        Assert.True((await line.JsonAsync("reconcile")).GetProperty("reconciled").GetBoolean());
    }

    [Fact]
    public async Task Hours_that_came_straight_from_raw_are_erased_and_not_taken_in_again()
    {
        using var line = new CommandLine();
        await line.JsonAsync("generate", "--to", "raw", "--events", "4000", "--hours", "2", "--seed", "23");
        using var copy = new TemporaryCopy(Path.Combine(line.Data, "raw"));
        await line.JsonAsync("compact", "--once", "--from", "raw");
        var user = await BusiestBuyerAsync(line);
        var before = await line.JsonAsync("reconcile");
        var rows = (await line.JsonAsync("erase", "--user", user)).GetProperty("by_layer").GetProperty("fact_clicks").GetInt64();
        await line.JsonAsync("compact", "--once", "--from", "raw");
        var after = await line.JsonAsync("reconcile");
        long Change(string name) => after.GetProperty(name).GetInt64() - before.GetProperty(name).GetInt64();
        Assert.Equal((0, -rows, 0, rows), (Change("read"), Change("accepted"), Change("duplicates"), Change("erased")));
        Assert.Equal(0, Mentions(line.Data, user));

        // Files as they were before, which nobody has told of the erasure.
        foreach (var file in Directory.EnumerateFiles(copy.Path, "*.json", SearchOption.AllDirectories))
        {
            var to = Path.Combine(line.Data, "raw", Path.GetRelativePath(copy.Path, file));
            File.Copy(file, Path.ChangeExtension(to, ".again.json"));
        }

        var compacted = await line.JsonAsync("compact", "--once", "--from", "raw");
        Assert.Equal(
            compacted.GetProperty("read").GetInt64(),
            new[] { "accepted", "duplicates", "erased", "quarantined" }.Sum(name => compacted.GetProperty(name).GetInt64()));
        Assert.Equal(0, compacted.GetProperty("accepted").GetInt64());
        Assert.True(compacted.GetProperty("erased").GetInt64() >= rows);
        var again = await line.JsonAsync("reconcile");
        Assert.Equal(after.GetProperty("accepted").GetInt64(), again.GetProperty("accepted").GetInt64());
        Assert.True(again.GetProperty("erased").GetInt64() >= 2 * rows);
    }

    [SharedDataFact]
    public async Task A_person_of_the_real_data_is_erased_and_their_raw_files_with_them()
    {
        using var line = new CommandLine();
        using var copy = new TemporaryCopy(Path.Combine(SharedDataFactAttribute.Folder!, "rees46", "raw"));
        await line.JsonAsync("demo", "--raw", copy.Path, "--exit", "--port", "0");
        var user = await BusiestBuyerAsync(line);
        var done = await line.JsonAsync("erase", "--user", user, "--mode", "pseudonymise", "--raw", copy.Path);
        Assert.True(done.GetProperty("by_layer").GetProperty("raw").GetInt64() > 0);
        Assert.Equal((0, 0), (Mentions(line.Data, user), Mentions(copy.Path, user)));
        var totals = await line.JsonAsync("reconcile");
        Assert.Equal((17430, 5, 59442.63m), (totals.GetProperty("accepted").GetInt64(), totals.GetProperty("duplicates").GetInt64(), totals.GetProperty("revenue").GetDecimal()));

        // The same events under another id: put again from the rewritten files, each is a duplicate of itself.
        await line.JsonAsync("replay", "--raw", copy.Path, "--id", "again");
        await line.JsonAsync("stream", "--until-idle", "--port", "0");
        await line.JsonAsync("compact");
        Assert.Equal(17430, (await line.JsonAsync("reconcile")).GetProperty("accepted").GetInt64());
        Assert.Equal(0, (await line.JsonAsync("erase", "--user", user, "--mode", "pseudonymise", "--raw", copy.Path)).GetProperty("found").GetInt64());
    }

    private static async Task<string> BusiestBuyerAsync(CommandLine line)
    {
        var rows = await line.JsonAsync(
            "query", "select user_id from fact_clicks where user_id is not null group by 1 having count(*) filter (where event_type = 'purchase') > 0 order by count(*) desc, 1 limit 1");
        return rows[0].GetProperty("user_id").GetString()!;
    }

    // Files that hold the id as a word; the stream keeps records until its retention, and state holds what is not delivered.
    private static int Mentions(string folder, string user) => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        .Where(file => !Path.GetFileName(file).Contains("sqlite", StringComparison.Ordinal) && !Path.GetFileName(file).Contains(".db", StringComparison.Ordinal)
            && !file.Contains($"{Path.DirectorySeparatorChar}state{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
        .Count(file => Text(file).Contains($"\"{user}\"", StringComparison.Ordinal) || Text(file).Contains($"user {user} ", StringComparison.Ordinal));

    private static string Text(string file)
    {
        using var content = File.OpenRead(file);
        using System.IO.Stream plain = file.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(content, CompressionMode.Decompress) : content;
        using var reader = new StreamReader(plain, Encoding.Latin1);
        return reader.ReadToEnd();
    }

    private static void CheckReceipt(string path, string user)
    {
        var text = File.ReadAllText(path);
        Assert.DoesNotContain(user, text, StringComparison.Ordinal);
        using var receipt = JsonDocument.Parse(text);
        var objects = receipt.RootElement.GetProperty("objects").EnumerateArray().ToList();
        Assert.True(receipt.RootElement.GetProperty("completed").ValueKind == JsonValueKind.String);
        Assert.Contains(objects, item => item.GetProperty("layer").GetString() == "old_versions" && item.GetProperty("after").ValueKind == JsonValueKind.Null);
        foreach (var item in objects.Where(item => item.GetProperty("after").ValueKind == JsonValueKind.String))
        {
            Assert.NotEqual(item.GetProperty("before").GetString(), item.GetProperty("after").GetString());
        }
    }

    private sealed class TemporaryCopy : IDisposable
    {
        public TemporaryCopy(string from)
        {
            foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
            {
                var to = System.IO.Path.Combine(Path, System.IO.Path.GetRelativePath(from, file));
                Directory.CreateDirectory(System.IO.Path.GetDirectoryName(to)!);
                File.Copy(file, to);
            }
        }

        public string Path { get; } = Directory.CreateTempSubdirectory("clickstream-copy-").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
