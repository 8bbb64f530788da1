using System.IO.Compression;

namespace Clickstream.Infra.Tests.Terraform;

/// <summary>A zip that stands for the functions: it has a bootstrap, which is never run.</summary>
internal static class FunctionPackage
{
    public static async Task WriteAsync(string path)
    {
        await using var zip = await ZipFile.OpenAsync(path, ZipArchiveMode.Create);
        var entry = zip.CreateEntry("bootstrap");
        entry.LastWriteTime = DateTimeOffset.UnixEpoch.AddYears(20); // The same bytes each time, or a second plan would differ.
        await using var content = await entry.OpenAsync();
        await content.WriteAsync("#!/bin/sh\n"u8.ToArray());
    }
}
