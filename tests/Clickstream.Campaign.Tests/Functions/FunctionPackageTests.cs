using System.IO.Compression;
using System.Security.Cryptography;
using Xunit.Abstractions;

namespace Clickstream.Campaign.Tests.Functions;

/// <summary>What is deployed.</summary>
public sealed class FunctionPackageTests(ITestOutputHelper output)
{
    private const long MaxZipBytes = 12 << 20; // Goal of the design; a function starts the faster the less Lambda has to fetch.

    [Fact]
    public async Task The_zip_holds_one_executable_file_named_bootstrap_and_no_time_of_its_own()
    {
        var zip = await FunctionBinary.ZipAsync();
        using var archive = ZipFile.OpenRead(zip);
        var entry = Assert.Single(archive.Entries);
        Assert.Equal("bootstrap", entry.FullName);
        Assert.Equal("100755", Convert.ToString(entry.ExternalAttributes >>> 16, 8));
        Assert.Equal(new DateTime(1980, 1, 1), entry.LastWriteTime.DateTime);
        await using var content = entry.Open();
        Assert.Equal(await SHA256.HashDataAsync(File.OpenRead(await FunctionBinary.PathAsync())), await SHA256.HashDataAsync(content));
        output.WriteLine($"{new FileInfo(zip).Length:N0} bytes");
        Assert.InRange(new FileInfo(zip).Length, 1, MaxZipBytes);
    }

    [Fact]
    public async Task The_executable_asks_for_no_newer_C_library_than_that_of_Amazon_Linux_2023()
    {
        var binary = await File.ReadAllBytesAsync(await FunctionBinary.PathAsync());
        var versions = System.Text.RegularExpressions.Regex.Matches(System.Text.Encoding.Latin1.GetString(binary), @"GLIBC_(2\.\d+)(?=\0)")
            .Select(match => Version.Parse(match.Groups[1].Value)).ToHashSet();
        Assert.NotEmpty(versions);
        Assert.True(versions.Max() <= new Version(2, 34), $"It asks for GLIBC_{versions.Max()}.");
    }

    /// <summary>The everyday run packs the same executable again; CLICKSTREAM_CAMPAIGN=long compiles it again, which takes a minute.</summary>
    [Fact]
    public async Task Publishing_again_gives_the_same_bytes()
    {
        var folder = Directory.CreateTempSubdirectory("clickstream-zip-").FullName;
        try
        {
            if (Environment.GetEnvironmentVariable("CLICKSTREAM_CAMPAIGN") == "long")
            {
                await FunctionBinary.PublishAsync(folder);
            }
            else
            {
                File.Copy(await FunctionBinary.PathAsync(), Path.Combine(folder, "bootstrap"));
                await FunctionBinary.ZipAsync(folder);
            }

            Assert.Equal(await File.ReadAllBytesAsync(await FunctionBinary.ZipAsync()), await File.ReadAllBytesAsync(Path.Combine(folder, "clickstream-alerts.zip")));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
