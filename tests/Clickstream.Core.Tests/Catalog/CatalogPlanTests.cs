using Clickstream.Core.Catalog;
using Clickstream.Core.Lake;
using Clickstream.Core.Time;

namespace Clickstream.Core.Tests.Catalog;

public class CatalogPlanTests
{
    [Fact]
    public void Hours_are_added_moved_and_removed_so_that_the_catalog_is_as_the_manifests_say()
    {
        CatalogPartition[] published = [new(new Hour(3), "c/"), new(new Hour(1), "a2/"), new(new Hour(2), "b/")];
        CatalogPartition[] listed = [new(new Hour(1), "a1/"), new(new Hour(2), "b/"), new(new Hour(4), "d/")];
        var plan = CatalogPlan.For(published, listed);
        Assert.Equal([new CatalogPartition(new Hour(3), "c/")], plan.Add);
        Assert.Equal([new CatalogPartition(new Hour(1), "a2/")], plan.Move);
        Assert.Equal([new Hour(4)], plan.Remove);
    }

    [Fact]
    public void Every_type_of_the_lake_has_a_name() =>
        Assert.All(Enum.GetValues<LakeType>(), type => Assert.NotEmpty(HiveType.NameOf(type)));
}
