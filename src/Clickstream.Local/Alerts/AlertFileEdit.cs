using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Clickstream.Core.Alerts;
using Clickstream.Local.Folder;
using Clickstream.Local.Objects;

namespace Clickstream.Local.Alerts;

/// <summary>
/// Changes alerts in the file of a data folder, in place: a line keeps its length, since those who append know how far they have read the ids.
/// </summary>
public static class AlertFileEdit
{
    /// <summary>Changes alerts while nobody appends.</summary>
    /// <param name="folder">The data folder.</param>
    /// <param name="edit">What an alert becomes; null leaves it as it is. Its id stays.</param>
    /// <param name="isWritten">False only counts.</param>
    /// <param name="cancellationToken">Ends the wait for the turn.</param>
    /// <returns>Null if there is no file, or nothing to change in it.</returns>
    public static async Task<AlertFileChange?> RunAsync(
        LocalDataFolder folder, Func<Alert, Alert?> edit, bool isWritten, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(edit);
        if (!File.Exists(folder.AlertsFile))
        {
            return null;
        }

        return await DiskFault.GuardAsync(folder.AlertsFile, async () =>
        {
            var turn = await FileLock.AcquireAsync(folder.AlertsLock, cancellationToken).ConfigureAwait(false);
            await using (turn.ConfigureAwait(false))
            {
                return Edit(folder.AlertsFile, edit, isWritten);
            }
        }).ConfigureAwait(false);
    }

    private static AlertFileChange? Edit(string path, Func<Alert, Alert?> edit, bool isWritten)
    {
        var before = Hash(path);
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(file, new UTF8Encoding(false), detectEncodingFromByteOrderMarks: false, leaveOpen: true);
        var (changed, position) = (0L, 0L);
        while (reader.ReadLine() is { } line)
        {
            var length = Encoding.UTF8.GetByteCount(line);
            if (Changed(line, edit) is { } alert)
            {
                changed++;
                if (isWritten)
                {
                    RandomAccess.Write(file.SafeFileHandle, Fit(alert, length), position);
                }
            }

            position += length + 1;
        }

        return changed == 0 ? null : new AlertFileChange(Path.GetFileName(path), changed, before, Hash(path));
    }

    private static Alert? Changed(string line, Func<Alert, Alert?> edit)
    {
        try
        {
            return edit(AlertJson.Parse(Encoding.UTF8.GetBytes(line)));
        }
        catch (JsonException)
        {
            return null; // The line was torn, or written by somebody else.
        }
    }

    // White space behind a document is part of its line. A pseudonym that is longer than the id leaves no room for the sentence, or for itself.
    private static byte[] Fit(Alert alert, int length)
    {
        foreach (var candidate in new[] { alert, alert with { Text = string.Empty }, alert with { Text = string.Empty, UserId = null } })
        {
            var bytes = AlertJson.Serialize(candidate);
            if (bytes.Length <= length)
            {
                return [.. bytes, .. Enumerable.Repeat((byte)' ', length - bytes.Length)];
            }
        }

        throw new InvalidDataException($"The alert {alert.Id} does not fit into its line.");
    }

    private static string Hash(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }
}
