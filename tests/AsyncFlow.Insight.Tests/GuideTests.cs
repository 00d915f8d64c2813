namespace AsyncFlow.Insight.Tests;

/// <summary>The examples of the guide are the regions of a file that this project compiles.</summary>
public sealed class GuideTests
{
    [Fact]
    public void The_examples_of_the_guide_compile() => GuideExamples.AssertCompiled("insight", GuideExamples.Read("InsightGuide.cs"));
}
