namespace Gateway.Tests.Infrastructure;

public static class Statistics
{
    public static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
