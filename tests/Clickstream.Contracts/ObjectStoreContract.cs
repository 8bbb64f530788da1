using System.Text;
using Clickstream.Core.Objects;

namespace Clickstream.Contracts;

/// <summary>What every object store does.</summary>
public abstract class ObjectStoreContract
{
    /// <summary>Makes an empty store.</summary>
    protected abstract Task<IObjectStore> CreateAsync();

    [Fact]
    public async Task An_object_comes_back_as_it_was_put()
    {
        var store = await CreateAsync();
        var tag = await store.PutAsync(new ObjectKey("a/b/c.json"), Bytes("hello"), Deadline.Token);
        var found = await store.GetAsync(new ObjectKey("a/b/c.json"), Deadline.Token);
        Assert.Equal("hello", Text(found!.Content));
        Assert.Equal(tag, found.ETag);
    }

    [Fact]
    public async Task What_is_not_there_is_null()
    {
        var store = await CreateAsync();
        await store.PutAsync(new ObjectKey("a/b"), Bytes("x"), Deadline.Token);
        foreach (var key in new[] { "nothing", "a", "a/c", "z/y/x" })
        {
            Assert.Null(await store.GetAsync(new ObjectKey(key), Deadline.Token));
            Assert.Null(await store.OpenReadAsync(new ObjectKey(key), Deadline.Token));
            await store.DeleteAsync(new ObjectKey(key), Deadline.Token);
        }

        Assert.NotNull(await store.GetAsync(new ObjectKey("a/b"), Deadline.Token));
    }

    [Fact]
    public async Task A_put_replaces_and_changes_the_tag()
    {
        var store = await CreateAsync();
        var key = new ObjectKey("k");
        var first = await store.PutAsync(key, Bytes("one"), Deadline.Token);
        var second = await store.PutAsync(key, Bytes("two"), Deadline.Token);
        Assert.NotEqual(first, second);
        Assert.Equal("two", Text((await store.GetAsync(key, Deadline.Token))!.Content));
    }

    [Fact]
    public async Task An_empty_object_is_an_object()
    {
        var store = await CreateAsync();
        await store.PutAsync(new ObjectKey("empty"), default, Deadline.Token);
        Assert.Equal(0, (await store.GetAsync(new ObjectKey("empty"), Deadline.Token))!.Content.Length);
        Assert.Equal(0, Assert.Single(await ListAsync(store, "empty")).Size);
    }

    [Fact]
    public async Task Put_if_absent_has_one_winner()
    {
        var store = await CreateAsync();
        var key = new ObjectKey("race/manifest.json");
        var tags = await Task.WhenAll(
            Enumerable.Range(0, 16).Select(i => Task.Run(() => store.PutIfAbsentAsync(key, Bytes($"writer {i}"), Deadline.Token))));
        var winner = Assert.Single(tags, tag => tag is not null);
        Assert.Equal(winner, (await store.GetAsync(key, Deadline.Token))!.ETag);
        Assert.Null(await store.PutIfAbsentAsync(key, Bytes("late"), Deadline.Token));
    }

    [Fact]
    public async Task Put_if_match_replaces_only_the_content_it_names()
    {
        var store = await CreateAsync();
        var key = new ObjectKey("manifest.json");
        Assert.Null(await store.PutIfMatchAsync(key, Bytes("x"), new ETag("none"), Deadline.Token));
        var first = await store.PutAsync(key, Bytes("one"), Deadline.Token);
        var second = await store.PutIfMatchAsync(key, Bytes("two"), first, Deadline.Token);
        Assert.NotNull(second);
        Assert.Null(await store.PutIfMatchAsync(key, Bytes("three"), first, Deadline.Token));
        Assert.Equal("two", Text((await store.GetAsync(key, Deadline.Token))!.Content));
        await store.DeleteAsync(key, Deadline.Token);
        Assert.Null(await store.PutIfMatchAsync(key, Bytes("four"), second.Value, Deadline.Token));
        Assert.Null(await store.GetAsync(key, Deadline.Token));
    }

    [Fact]
    public async Task Counting_by_put_if_match_loses_no_count()
    {
        const int writers = 4;
        const int countsEach = 25;
        var store = await CreateAsync();
        var key = new ObjectKey("counter");
        await store.PutAsync(key, Bytes("0"), Deadline.Token);
        await Task.WhenAll(Enumerable.Range(0, writers).Select(_ => Task.Run(async () =>
        {
            for (var done = 0; done < countsEach;)
            {
                var current = (await store.GetAsync(key, Deadline.Token))!;
                var next = Bytes((int.Parse(Text(current.Content), null) + 1).ToString(System.Globalization.CultureInfo.InvariantCulture));
                done += await store.PutIfMatchAsync(key, next, current.ETag, Deadline.Token) is null ? 0 : 1;
            }
        })));
        Assert.Equal($"{writers * countsEach}", Text((await store.GetAsync(key, Deadline.Token))!.Content));
    }

    [Fact]
    public async Task A_listing_has_all_keys_of_a_prefix_in_ordinal_order()
    {
        var store = await CreateAsync();
        string[] stored = ["a-b", "a/b-c", "a/b/c", "a0", "b/2019/10/01/00/x", "b/2019/10/01/01/x", "b/2019/11/x", "B", "a/.hidden"];
        foreach (var key in stored)
        {
            await store.PutAsync(new ObjectKey(key), Bytes(key), Deadline.Token);
        }

        string[] prefixes = ["", "a", "a/", "a/b", "a/b/", "b/2019/1", "b/2019/10/01/", "b/2019/10/01/00/x", "c", "c/d/", "a/./b", "../"];
        foreach (var prefix in prefixes)
        {
            var expected = stored.Where(key => key.StartsWith(prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal);
            Assert.Equal(expected, (await ListAsync(store, prefix)).Select(found => found.Key.Value));
        }
    }

    [Fact]
    public async Task A_listing_says_how_large_an_object_is()
    {
        var store = await CreateAsync();
        await store.PutAsync(new ObjectKey("x/y"), Bytes("12345"), Deadline.Token);
        Assert.Equal(5, Assert.Single(await ListAsync(store, "x/")).Size);
    }

    [Fact]
    public async Task A_removed_object_is_gone()
    {
        var store = await CreateAsync();
        await store.PutAsync(new ObjectKey("x/y/z"), Bytes("1"), Deadline.Token);
        await store.DeleteAsync(new ObjectKey("x/y/z"), Deadline.Token);
        Assert.Empty(await ListAsync(store, ""));
        await store.PutAsync(new ObjectKey("x"), Bytes("a folder of that name was there"), Deadline.Token);
        Assert.Single(await ListAsync(store, ""));
    }

    [Fact]
    public async Task An_upload_appears_when_it_is_committed()
    {
        var store = await CreateAsync();
        var key = new ObjectKey("large/object");
        await using (var upload = await store.BeginUploadAsync(key, Deadline.Token))
        {
            for (var i = 0; i < 1_000; i++)
            {
                await upload.Content.WriteAsync(Bytes($"line {i}\n"), Deadline.Token);
            }

            Assert.Null(await store.GetAsync(key, Deadline.Token));
            Assert.Empty(await ListAsync(store, ""));
            await upload.CommitAsync(Deadline.Token);
        }

        await using var read = await store.OpenReadAsync(key, Deadline.Token);
        using var text = new StreamReader(read!);
        Assert.Equal(1_000, (await text.ReadToEndAsync(Deadline.Token)).Count(letter => letter == '\n'));
        Assert.True(read!.CanSeek);
    }

    [Fact]
    public async Task An_upload_that_is_not_committed_leaves_nothing()
    {
        var store = await CreateAsync();
        var key = new ObjectKey("large/object");
        await store.PutAsync(key, Bytes("old"), Deadline.Token);
        await using (var upload = await store.BeginUploadAsync(key, Deadline.Token))
        {
            await upload.Content.WriteAsync(Bytes("new"), Deadline.Token);
        }

        Assert.Equal("old", Text((await store.GetAsync(key, Deadline.Token))!.Content));
        Assert.Single(await ListAsync(store, ""));
    }

    [Fact]
    public async Task A_reader_sees_the_old_object_or_the_new_one_never_a_part()
    {
        var store = await CreateAsync();
        var key = new ObjectKey("replaced");
        await store.PutAsync(key, Bytes(new string('0', 100_000)), Deadline.Token);
        using var stop = new CancellationTokenSource();
        var reader = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                var content = Text((await store.GetAsync(key, Deadline.Token))!.Content);
                Assert.Equal(100_000, content.Length);
                Assert.Single(content.Distinct());
            }
        });
        for (var i = 0; i < 100; i++)
        {
            await store.PutAsync(key, Bytes(new string((char)('a' + (i % 26)), 100_000)), Deadline.Token);
        }

        await stop.CancelAsync();
        await reader;
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);

    private static async Task<IReadOnlyList<ObjectInfo>> ListAsync(IObjectStore store, string prefix)
    {
        var found = new List<ObjectInfo>();
        await foreach (var info in store.ListAsync(prefix, Deadline.Token))
        {
            found.Add(info);
        }

        return found;
    }
}
