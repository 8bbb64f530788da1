using Clickstream.Compactor.Buckets;

namespace Clickstream.Compactor.Users;

/// <summary>What the users did in an hour, one row for each user of a bucket; the part of the hour in <c>dim_users</c>.</summary>
internal sealed class HourUsersFile(RecentUsers recent) : DerivedFile
{
    public override string Name => DerivedFiles.Users;

    public override async Task<long> WriteAsync(DerivedSource source, System.IO.Stream output, CancellationToken cancellationToken)
    {
        var users = HourUsers.Of(source.Columns);
        await UserFile.WriteAsync(users, source.Codec, output, cancellationToken);
        recent.Keep(source.Key, users);
        return users.Count;
    }
}
