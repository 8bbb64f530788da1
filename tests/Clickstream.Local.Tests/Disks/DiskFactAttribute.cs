namespace Clickstream.Local.Tests.Disks;

/// <summary>A test that needs a disk of its own, and so the right to mount one.</summary>
internal sealed class DiskFactAttribute : FactAttribute
{
    public DiskFactAttribute() => Skip = SmallDisk.IsPossible ? null : "This user may not mount a small disk.";
}
