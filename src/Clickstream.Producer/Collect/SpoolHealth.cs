using Clickstream.Producer.Collect.Spool;

namespace Clickstream.Producer.Collect;

/// <summary>What lies in the spool of a collector, without opening it: a collector may be at work in it.</summary>
/// <param name="Producer">Its name.</param>
/// <param name="Bytes">Bytes that are not in the stream yet, or were not when its position was stored.</param>
/// <param name="SetAside">Damaged files that were set aside.</param>
public sealed record SpoolHealth(string Producer, long Bytes, int SetAside)
{
    /// <summary>Looks into a folder.</summary>
    /// <returns>Null if there is no spool.</returns>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="InvalidDataException">Its position cannot be read.</exception>
    public static SpoolHealth? Look(string folder)
    {
        var position = Path.Combine(folder, SpoolPosition.FileName);
        if (!File.Exists(position))
        {
            return null;
        }

        var segments = new DirectoryInfo(folder).EnumerateFiles().Where(file => SpoolSegment.IdOf(file.Name) is not null);
        var aside = new DirectoryInfo(Path.Combine(folder, SpoolDisk.AsideFolder));
        return new SpoolHealth(
            SpoolPosition.Parse(File.ReadAllBytes(position)).Producer,
            segments.Sum(file => file.Length),
            aside.Exists ? aside.EnumerateFiles().Count(file => SpoolSegment.IdOf(file.Name) is not null) : 0);
    }
}
