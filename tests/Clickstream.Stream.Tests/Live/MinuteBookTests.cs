using Clickstream.Core.Time;
using Clickstream.Stream.Live.View;

namespace Clickstream.Stream.Tests.Live;

public sealed class MinuteBookTests
{
    [Fact]
    public void While_much_that_is_old_is_read_only_the_newest_hours_stay_whole_however_often_the_page_looks()
    {
        var book = new MinuteBook();
        book.KeepWholeFrom(Rows.Noon);
        for (var minute = -3_000; minute < 60; minute++)
        {
            book.Add(Rows.Minute(minute));
            if (minute % 500 == 0)
            {
                book.Turn(null); // No watermark is known yet, so the newest is whatever was read last.
            }
        }

        Assert.Equal(60, book.WholeMinutes);
        book.KeepWholeFrom(null);
        book.Add(Rows.Minute(-20, events: 30, through: 200));
        Assert.Equal(3_060, book.Turn(new Minute(Rows.Noon.Number + 59).End).Minutes);
        book.Add(Rows.Minute(-20, events: 40, through: 300)); // Within the hot minutes again.
        Assert.Equal(61, book.WholeMinutes);
    }
}
