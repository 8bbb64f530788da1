namespace Clickstream.Producer.Generate;

/// <summary>What a visitor does.</summary>
internal enum Step
{
    Landing,
    Search,
    View,
    Click,
    AddToCart,
    Checkout,
    Purchase,
}

/// <summary>How a visit goes on: the probabilities of one step after another.</summary>
internal static class Journey
{
    public const int Steps = 7;

    /// <summary>The event types, in order of <see cref="Step"/>.</summary>
    public static readonly string[] Types = ["landing", "search", "view", "click", "add_to_cart", "checkout", "purchase"];

    /// <summary>Cumulative probabilities of the next step, by the step before.</summary>
    private static readonly (double Below, Step Next)[][] Next =
    [
        [(.35, Step.Search), (.87, Step.View), (1, Step.Click)], // landing
        [(.60, Step.View), (.85, Step.Click), (1, Step.Search)], // search
        [(.34, Step.Click), (.64, Step.View), (.75, Step.AddToCart), (1, Step.Search)], // view
        [(.60, Step.View), (.71, Step.AddToCart), (1, Step.Search)], // click
        [(.44, Step.View), (.78, Step.Checkout), (.88, Step.AddToCart), (1, Step.Search)], // add_to_cart
        [(.62, Step.Purchase), (1, Step.View)], // checkout
        [(.60, Step.View), (1, Step.Search)], // purchase
    ];

    public static Step After(Step step, bool isBot, LaneRandom random)
    {
        var u = random.NextDouble();
        if (isBot)
        {
            return u < .8 ? Step.View : Step.Search; // Crawlers do not shop.
        }

        var choices = Next[(int)step];
        var i = 0;
        while (u >= choices[i].Below)
        {
            i++;
        }

        return choices[i].Next;
    }
}
