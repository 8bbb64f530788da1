using Clickstream.Local.Folder;
using Clickstream.Local.Sqlite;
using Clickstream.Local.Streams;

namespace Clickstream.Local.Tests.Folder;

public sealed class LocalDataFolderTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_folder_is_made_with_its_parents_and_opened_again()
    {
        var path = _folder.Of("a/b/c");
        LocalDataFolder.Open(path);
        Assert.Equal("{\"format\":1}", File.ReadAllText(Path.Combine(path, "clickstream.json")));
        Assert.Equal(path, LocalDataFolder.Open(path).Root);
    }

    [Theory]
    [InlineData("{\"format\":2}", "format 2")]
    [InlineData("{\"format\":0}", "format 0")]
    [InlineData("{}", "damaged")]
    [InlineData("null", "damaged")]
    [InlineData("", "damaged")]
    [InlineData("\0\0\0", "damaged")]
    public void A_folder_of_another_format_or_a_damaged_one_is_refused_and_not_touched(string mark, string reason)
    {
        File.WriteAllText(_folder.Of("clickstream.json"), mark);
        var fault = Assert.Throws<DataFolderException>(() => LocalDataFolder.Open(_folder.Path));
        Assert.Contains(reason, fault.Message, StringComparison.Ordinal);
        Assert.Contains("--data", fault.Message, StringComparison.Ordinal);
        Assert.Equal(mark, File.ReadAllText(_folder.Of("clickstream.json")));
    }

    [Fact]
    public void A_file_is_no_data_folder()
    {
        File.WriteAllText(_folder.Of("file"), "x");
        Assert.Throws<DataFolderException>(() => LocalDataFolder.Open(_folder.Of("file")));
        Assert.Throws<DataFolderException>(() => LocalDataFolder.Open(_folder.Of("file/below")));
    }

    [Fact]
    public void A_place_where_nothing_can_be_made_is_refused_with_a_remedy()
    {
        var fault = Assert.Throws<DataFolderException>(() => LocalDataFolder.Open("/proc/clickstream"));
        Assert.Contains("Choose a folder", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_stream_of_a_newer_version_is_refused()
    {
        var folder = _folder.Open();
        using (var database = StreamSchema.Schema.Open(folder.StreamDatabase))
        {
            database.Execute("PRAGMA user_version=99");
        }

        var fault = Assert.Throws<LocalStoreException>(() => new SqliteEventStream(folder, TimeProvider.System));
        Assert.Contains("newer", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_stream_that_is_no_database_is_refused()
    {
        var folder = _folder.Open();
        File.WriteAllText(folder.StreamDatabase, new string('x', 100_000));
        var fault = Assert.Throws<LocalStoreException>(() => new SqliteEventStream(folder, TimeProvider.System));
        Assert.Contains("damaged", fault.Message, StringComparison.Ordinal);
    }
}
